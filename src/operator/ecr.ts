/**
 * ECR by REST: configurations of endpoints and application versions, and whether they arrived. [7/7.3]
 */
import { path, type Rest } from './rest.js';

/** Whose configuration: of one endpoint under a version, or without an endpoint the default of the version. */
export interface ConfigurationRef {
  readonly appVersionName: string;
  readonly endpointId?: string | undefined;
  /** `default` when absent. */
  readonly name?: string | undefined;
}

export interface Configuration {
  readonly configId: string;
  readonly name?: string;
  /** As JSON, not as the text of it that REST carries. */
  readonly config: unknown;
  readonly createdDate?: string;
  readonly updatedDate?: string;
}

export interface ConfigurationStatus {
  readonly configId: string;
  readonly endpointId: string;
  readonly appVersionName: string;
  readonly status: string;
  readonly lastDispatchedDate?: string | null;
  readonly lastConfirmedDate?: string | null;
  readonly confirmationStatusCode?: number | null;
  readonly confirmationReasonPhrase?: string | null;
}

export interface StatusQuery {
  readonly endpointId?: string | undefined;
  readonly appVersionName?: string | undefined;
  readonly configId?: string | undefined;
  readonly size?: number | undefined;
}

/** Assigns a configuration. @throws KaaError REST_REFUSED with status 400 when it does not match the schema */
export async function putConfiguration(
  rest: Rest,
  which: ConfigurationRef,
  config: unknown,
): Promise<Configuration> {
  const { body } = await rest.call({ method: 'PUT', ...place(which), body: config });
  return fromWire(body);
}

/** The configuration that was assigned exactly there; undefined when none was. */
export async function configurationOf(
  rest: Rest,
  which: ConfigurationRef,
): Promise<Configuration | undefined> {
  const answer = await rest.find(place(which));
  return answer === undefined ? undefined : fromWire(answer.body);
}

/** What became of configurations at endpoints; the first page, of at most `size`. */
export async function configurationStatuses(
  rest: Rest,
  query: StatusQuery,
): Promise<readonly ConfigurationStatus[]> {
  const { body } = await rest.call({ path: '/ecr/api/v1/statuses', query: { ...query } });
  return (body as { readonly content?: readonly ConfigurationStatus[] }).content ?? [];
}

function place({ appVersionName, endpointId, name }: ConfigurationRef) {
  const version = path`/app-versions/${appVersionName}`;
  const endpoint = endpointId === undefined ? '' : path`/endpoints/${endpointId}`;
  return { path: `/ecr/api/v1${endpoint}${version}`, query: { name } };
}

function fromWire(body: unknown): Configuration {
  const configuration = body as Configuration;
  return { ...configuration, config: parsed(configuration.config) };
}

/** The text is JSON on Kaa; whatever else a server sends is shown as it is. */
function parsed(config: unknown): unknown {
  if (typeof config !== 'string') return config;
  try {
    return JSON.parse(config);
  } catch {
    return config;
  }
}
