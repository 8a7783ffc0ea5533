/**
 * Client credentials: each user name and each certificate is there once.
 */
import { type Fields, fieldsOf, itemsOf } from '../data.js';
import type { Finding } from '../problems.js';

/** @param blueprint the data of blueprint.yaml */
export function checkCredentials(blueprint: unknown): Finding[] {
  const { basic, x509 } = fieldsOf(fieldsOf(blueprint).credentials);
  return [
    ...repeated(['basic', 'username'], basic, nameOfUser),
    ...repeated(['x509', 'serialNumber'], x509, nameOfCertificate),
  ];
}

function nameOfUser({ username }: Fields): string | undefined {
  return typeof username === 'string' ? `the user name "${username}"` : undefined;
}

function nameOfCertificate({ issuer, serialNumber }: Fields): string | undefined {
  if (typeof issuer !== 'string' || typeof serialNumber !== 'string') return undefined;
  return `the certificate ${serialNumber.replace(/^0+(?=.)/, '')} of "${issuer}"`;
}

function repeated(
  [kind, at]: readonly [string, string],
  list: unknown,
  nameOf: (fields: Fields) => string | undefined,
): Finding[] {
  const seen = new Set<string>();
  return itemsOf(list).flatMap((item, index) => {
    const name = nameOf(fieldsOf(item));
    if (name === undefined) return [];
    if (seen.has(name)) {
      return [{ path: ['credentials', kind, index, at], message: `${name} is there twice` }];
    }
    seen.add(name);
    return [];
  });
}
