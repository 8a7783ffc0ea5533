/**
 * OTAO by REST: the software versions that an application offers its endpoints. [7/7.7]
 */
import { path, type Rest } from './rest.js';

export interface SoftwareVersion {
  /** Semantic, unique in the application. */
  readonly version: string;
  readonly specification?: unknown;
  /** The versions that it may follow; absent, null or empty: every lower one. */
  readonly upgradableFrom?: readonly string[] | null | undefined;
  readonly rolloutStrategy?: string;
}

/** The software versions of an application. */
export async function listSoftware(rest: Rest, applicationName: string): Promise<readonly SoftwareVersion[]> {
  const { body } = await rest.call({ path: place(applicationName) });
  return body as readonly SoftwareVersion[];
}

/** Offers a version. */
export async function addSoftware(
  rest: Rest,
  applicationName: string,
  software: SoftwareVersion,
): Promise<SoftwareVersion> {
  const { body } = await rest.call({ method: 'POST', path: place(applicationName), body: software });
  return (body as SoftwareVersion | undefined) ?? software;
}

/** Withdraws a version. */
export async function removeSoftware(rest: Rest, applicationName: string, version: string): Promise<void> {
  await rest.call({ method: 'DELETE', path: place(applicationName) + path`/${version}` });
}

const place = (applicationName: string) => path`/otao/api/v1/applications/${applicationName}/software`;
