/**
 * Tekton by REST: which applications and versions there are. [7/7.6]
 */
import { kaaError } from '../errors.js';
import type { Rest } from './rest.js';

export interface Application {
  readonly name: string;
  readonly displayName?: string;
  readonly versions?: readonly (string | { readonly name: string })[];
}

/** The applications that may be seen. */
export async function listApplications(rest: Rest): Promise<readonly Application[]> {
  const { body } = await rest.call({ path: '/tekton/api/v1/applications' });
  // Servers differ in whether a listing is a page.
  return Array.isArray(body) ? body : ((body as { content?: readonly Application[] }).content ?? []);
}

/** The names of the versions of an application. */
export function versionNames({ versions = [] }: Application): string[] {
  return versions.map((version) => (typeof version === 'string' ? version : version.name));
}

/**
 * The application that is meant: the one named, else that of a version, else the only one there is.
 * @throws KaaError APPLICATION_NEEDED
 */
export async function whichApplication(
  rest: Rest,
  named: string | undefined,
  appVersionName?: string,
): Promise<string> {
  if (named !== undefined) return named;
  const applications = await listApplications(rest);
  const found =
    appVersionName === undefined
      ? applications
      : applications.filter((application) => versionNames(application).includes(appVersionName));
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only.name;
  const known = applications.map(({ name }) => name).join(', ') || 'none';
  const reason = found.length === 0 ? 'None has that version; there are' : 'There are several';
  throw kaaError('APPLICATION_NEEDED', { reason, known });
}
