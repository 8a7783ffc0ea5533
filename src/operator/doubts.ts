/**
 * What a Kaa would say of a configuration or of a command's payload by the schemas that it has, when it is asked. It takes both
 * whatever they are, unless it requires a schema; the doubt is for the person who has sent it.
 *
 * A courtesy: where nothing is declared, and where it may not be asked, there is no doubt and no error.
 */
import { path, type Rest } from './rest.js';

/** By the schema of the version's configurations. (ECR since Kaa 1.2) */
export const configurationDoubt = (rest: Rest, appVersionName: string, config: unknown) =>
  doubt(rest, path`/ecr/api/v1/app-versions/${appVersionName}/schemas/validate`, config);

/** By the blueprint of a local platform; Kaa itself has no schemas of commands. */
export const commandDoubt = (rest: Rest, appVersionName: string, type: string, payload: unknown) =>
  doubt(rest, path`/kaa/app-versions/${appVersionName}/commands/${type}/validate`, payload);

/** What has been sent is done, and its person waits: an answer that takes longer is none. */
const TIMEOUT_MS = 2000;

async function doubt(rest: Rest, where: string, body: unknown): Promise<string | undefined> {
  try {
    const answer = await rest.call({ method: 'POST', path: where, body, timeoutMs: TIMEOUT_MS });
    const { valid, message } = (answer.body ?? {}) as { valid?: unknown; message?: unknown };
    if (valid !== false) return undefined;
    return typeof message === 'string' && message !== '' ? message : 'it does not match its schema';
  } catch {
    return undefined;
  }
}
