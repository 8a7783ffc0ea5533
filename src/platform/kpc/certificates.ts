/**
 * A development certificate authority, made once and kept in a folder, and server certificates that it signs.
 *
 *     <folder>/ca.pem        for clients to trust
 *     <folder>/ca-key.pem    readable by its owner alone
 *
 * A certificate for the server is made anew at each start, for the names that it listens under, and kept nowhere. This is
 * for development: whoever has the key can pretend to be any server to those who trust the authority.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rmdir, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { kaaError } from '../../errors.js';

export interface Signed {
  /** PEM. */
  readonly certificate: string;
  /** PEM. */
  readonly key: string;
}

export interface Authority extends Signed {
  /** Where its certificate lies. */
  readonly file: string;
}

const AUTHORITY_FILE = 'ca.pem';
const AUTHORITY_KEY_FILE = 'ca-key.pem';
const DAY_MS = 86_400_000;
const AUTHORITY_DAYS = 3650;
/** Some systems refuse server certificates that are good for longer. */
const CERTIFICATE_DAYS = 397;
/** Clocks of devices go wrong: certificates are good from the day before. */
const EARLY_MS = DAY_MS;
const KIND = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const;
const MINE = [
  { name: 'commonName', value: 'kaa development authority' },
  { name: 'organizationName', value: 'kaa' },
];

/**
 * The authority of a folder, made if there is none or it has expired.
 * @param now milliseconds since the epoch
 * @throws KaaError FILE_NOT_WRITABLE, CERTIFICATE_UNUSABLE
 */
export async function developmentAuthority(folder: string, now: number): Promise<Authority> {
  const known = await readAuthority(folder, now);
  if (known !== undefined) return known;
  const made = await sign({ attributes: MINE, days: AUTHORITY_DAYS, now, extensions: authorityExtensions() });
  await writeAuthority(folder, made);
  // Another process may have been faster: what lies there counts.
  return (await readAuthority(folder, now)) ?? { ...made, file: join(folder, AUTHORITY_FILE) };
}

/** A certificate for a server under these names and addresses. */
export function signServer(authority: Signed, hosts: readonly string[], now: number): Promise<Signed> {
  const altNames = hosts.map((host) =>
    isIP(host) === 0 ? ({ type: 2, value: host } as const) : ({ type: 7, ip: host } as const),
  );
  return sign({
    attributes: [{ name: 'commonName', value: hosts[0] ?? 'localhost' }],
    days: CERTIFICATE_DAYS,
    now,
    authority,
    extensions: [...leafExtensions({ serverAuth: true }), { name: 'subjectAltName', altNames }],
  });
}

/** A certificate for a client, to try mutual TLS with. */
export function signClient(authority: Signed, name: string, now: number): Promise<Signed> {
  return sign({
    attributes: [{ name: 'commonName', value: name }],
    days: CERTIFICATE_DAYS,
    now,
    authority,
    extensions: leafExtensions({ clientAuth: true }),
  });
}

type Generate = typeof import('selfsigned')['generate'];
type Options = NonNullable<Parameters<Generate>[1]>;
type Extensions = NonNullable<Options['extensions']>;

const authorityExtensions = (): Extensions => [
  { name: 'basicConstraints', cA: true, critical: true },
  { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
];

const leafExtensions = (purpose: { serverAuth?: true; clientAuth?: true }): Extensions => [
  { name: 'basicConstraints', cA: false, critical: true },
  { name: 'keyUsage', digitalSignature: true, critical: true },
  { name: 'extKeyUsage', ...purpose },
];

async function sign(wanted: {
  readonly attributes: { readonly name: string; readonly value: string }[];
  readonly days: number;
  readonly now: number;
  readonly extensions: Extensions;
  readonly authority?: Signed;
}): Promise<Signed> {
  const { generate } = await import('selfsigned');
  const { attributes, days, now, extensions, authority } = wanted;
  const made = await generate(attributes, {
    ...KIND,
    notBeforeDate: new Date(now - EARLY_MS),
    notAfterDate: new Date(now + days * DAY_MS),
    extensions,
    ...(authority !== undefined && { ca: { key: authority.key, cert: authority.certificate } }),
  });
  return { certificate: made.cert, key: made.private };
}

async function readAuthority(folder: string, now: number): Promise<Authority | undefined> {
  const file = join(folder, AUTHORITY_FILE);
  const texts = await Promise.all([
    readFile(file, 'utf8'),
    readFile(join(folder, AUTHORITY_KEY_FILE), 'utf8'),
  ]).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw kaaError('CERTIFICATE_UNUSABLE', { file, reason: error.message }, { cause: error });
  });
  if (texts === undefined) return undefined;
  const [certificate, key] = texts as [string, string];
  try {
    const parsed = new X509Certificate(certificate);
    if (!parsed.checkPrivateKey(createPrivateKey(key))) throw new Error('its key is of another certificate');
    // It must outlive what it signs.
    const isAging = Date.parse(parsed.validTo) < now + CERTIFICATE_DAYS * DAY_MS;
    return isAging ? undefined : { certificate, key, file };
  } catch (error) {
    throw kaaError('CERTIFICATE_UNUSABLE', { file, reason: (error as Error).message }, { cause: error });
  }
}

/** Each file appears whole: written under another name, then moved into place. */
async function writeAuthority(folder: string, { certificate, key }: Signed): Promise<void> {
  const put = async (name: string, text: string, mode: number) => {
    const fresh = await mkdtemp(join(folder, 'new-'));
    await writeFile(join(fresh, name), text, { mode });
    await rename(join(fresh, name), join(folder, name));
    await rmdir(fresh);
  };
  try {
    await mkdir(folder, { recursive: true });
    await put(AUTHORITY_KEY_FILE, key, 0o600);
    await put(AUTHORITY_FILE, certificate, 0o644);
  } catch (error) {
    const { message } = error as Error;
    throw kaaError('FILE_NOT_WRITABLE', { file: folder, reason: message }, { cause: error });
  }
}
