/**
 * Client credentials: each user name is there once in its tenant, and each certificate once in the whole server, since
 * a certificate names no tenant. [22/CAP]
 */
import { type Fields, fieldsOf, itemsOf } from '../data.js';
import type { Finding } from '../problems.js';
import type { Path } from '../source.js';

/** @param blueprint the data of blueprint.yaml */
export function checkCredentials(blueprint: unknown): Finding[] {
  const { credentials, tenants } = fieldsOf(blueprint);
  const others = Object.entries(fieldsOf(tenants)).map(
    ([name, tenant]) => [['tenants', name, 'credentials'], fieldsOf(tenant).credentials] as const,
  );
  const certificates = new Set<string>();
  return [[['credentials'], credentials] as const, ...others].flatMap(([path, of]) => {
    const { basic, x509 } = fieldsOf(of);
    return [
      ...repeated([...path, 'basic'], 'username', basic, nameOfUser, new Set()),
      ...repeated([...path, 'x509'], 'serialNumber', x509, nameOfCertificate, certificates),
    ];
  });
}

function nameOfUser({ username }: Fields): string | undefined {
  return typeof username === 'string' ? `the user name "${username}"` : undefined;
}

function nameOfCertificate({ issuer, serialNumber }: Fields): string | undefined {
  if (typeof issuer !== 'string' || typeof serialNumber !== 'string') return undefined;
  return `the certificate ${serialNumber.replace(/^0+(?=.)/, '')} of "${issuer}"`;
}

function repeated(
  path: Path,
  at: string,
  list: unknown,
  nameOf: (fields: Fields) => string | undefined,
  seen: Set<string>,
): Finding[] {
  return itemsOf(list).flatMap((item, index) => {
    const name = nameOf(fieldsOf(item));
    if (name === undefined) return [];
    if (seen.has(name)) return [{ path: [...path, index, at], message: `${name} is there twice` }];
    seen.add(name);
    return [];
  });
}
