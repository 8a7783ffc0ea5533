/**
 * Whom MQTT lets in, and to how many subscriptions: the answers that aedes asks KPC for.
 *
 * It knows credentials and limits, and keeps nothing.
 */
import type { AuthenticateError } from 'aedes';
import type { Authenticate, ClientConnection, ClientIdentity } from './authentication.js';
import type { MqttSession } from './mqtt-session.js';
import type { RefusalLog } from './refusal-log.js';
import type { KpcSettings } from './settings.js';

export interface MqttAdmissionPorts {
  readonly settings: KpcSettings;
  readonly refusals: RefusalLog;
  readonly authenticate: Authenticate;
}

const NONE: readonly string[] = [];
/** Stands for the ID of a client that says that it has none. */
const UNNAMED = '(no client ID)';
const NO_CLIENT_ID = 'a session is to be kept, and there is no client ID to find it by';

/** How a connection came, before its client has said anything. */
export type Arrival = Pick<ClientConnection, 'transport' | 'certificate'>;

/** Who a client has shown to be, or why its CONNECT is refused; refusals are logged. */
export function admitClient(
  { settings, refusals, authenticate }: MqttAdmissionPorts,
  { client, arrival, lacksId }: Pick<MqttSession, 'client' | 'arrival' | 'lacksId'>,
  login: { readonly username: string | undefined; readonly password: Buffer | undefined },
): ClientIdentity | AuthenticateError {
  if (lacksId) {
    refusals.refused('client-id', UNNAMED, NO_CLIENT_ID, 'Name a client ID, or ask for a clean session.');
    return asError(2, NO_CLIENT_ID);
  }
  const { clientIdBytes } = settings.limits;
  if (Buffer.byteLength(client) > clientIdBytes) {
    refusals.limited('clientIdBytes', client, `a client ID of more than ${clientIdBytes} bytes`);
    return asError(2, 'the client ID is too long');
  }
  // What is absent comes as null from aedes.
  const username = login.username ?? undefined;
  const result = authenticate({ ...arrival, username, password: login.password?.toString() });
  if (result.ok) return { transport: arrival.transport, credentialsIds: result.credentialsIds ?? NONE };
  const remedy = 'Give the client credentials that are Active.';
  refusals.refused('authentication', client, result.reason, remedy);
  return asError(settings.connackRefused, result.reason);
}

/** Whether a session may be subscribed to a filter, too; if so, it counts. */
export function admitFilter(
  { settings, refusals }: MqttAdmissionPorts,
  session: MqttSession | undefined,
  topic: string,
): boolean {
  // One that is repeated in its packet comes as an object: see `keepEveryFilter`.
  const filter = String(topic);
  if (session === undefined || session.filters.has(filter)) return true;
  const { subscriptions } = settings.limits;
  if (session.filters.size >= subscriptions) {
    refusals.limited('subscriptions', session.client, `more than ${subscriptions} subscriptions`);
    return false;
  }
  session.filters.add(filter);
  return true;
}

function asError(returnCode: 2 | 4 | 5, message: string): AuthenticateError {
  return Object.assign(new Error(message), { returnCode }) as AuthenticateError;
}
