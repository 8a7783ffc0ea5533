/**
 * Endpoints and their tokens as the users of the platform manage them; the platform offers these as methods.
 *
 * A local platform is one tenant: whatever is named here is named within it. (open question 33)
 */
import { TOKEN_PATTERN } from '../blueprint/model.js';
import { kaaError } from '../errors.js';
import type { Communication } from './kpc/communication.js';
import type { EndpointToken, TokenState } from './services/cm/cm.js';
import type { Services } from './services/services.js';

export interface TokenRequest {
  readonly endpointId: string;
  /** Made up when absent, ten letters and digits. */
  readonly token?: string | undefined;
  /** A token of the same endpoint to revoke once the new one is there: the endpoint keeps its ID and its data. */
  readonly replaces?: string | undefined;
}

export type TokenAction = 'suspend' | 'reactivate' | 'revoke' | 'delete';

export interface TokenChange {
  readonly application: string;
  readonly token: string;
  readonly action: TokenAction;
}

/** Without `endpointId` it is the default of the application version. */
export interface ConfigurationAssignment {
  readonly appVersionName: string;
  readonly endpointId?: string;
  readonly name?: string;
  readonly config: unknown;
}

type Registers = Pick<Services, 'epr' | 'cm'>;

const LEADS_TO: Readonly<Record<Exclude<TokenAction, 'delete'>, TokenState>> = {
  suspend: 'Suspended',
  reactivate: 'Active',
  revoke: 'Revoked',
};

const LEGAL_TOKEN = new RegExp(TOKEN_PATTERN);

/**
 * Issues another token for an endpoint.
 * @throws KaaError ENDPOINT_UNKNOWN, TOKEN_UNKNOWN, TOKEN_REFUSED
 */
export function issueToken({ epr, cm }: Registers, request: TokenRequest): EndpointToken {
  const { endpointId, replaces } = request;
  const endpoint = epr.endpoint(endpointId);
  if (endpoint === undefined) throw kaaError('ENDPOINT_UNKNOWN', { endpointId });
  const { applicationName: application } = endpoint;
  if (replaces !== undefined && cm.find(application, replaces)?.endpointId !== endpointId)
    throw kaaError('TOKEN_UNKNOWN', { application, token: replaces });
  const token = request.token ?? cm.freshToken(application, endpointId);
  const refused = (reason: string) =>
    kaaError('TOKEN_REFUSED', { action: 'issue', token, application, reason });
  if (!LEGAL_TOKEN.test(token)) throw refused('a token is not empty and has no "+", "#", "/" or "." in it');
  const issued = cm.issue(application, token, endpointId);
  if (issued === undefined) throw refused('the application has it already, or has revoked it');
  if (replaces !== undefined) cm.transition(application, replaces, 'Revoked');
  return Object.freeze({ ...issued });
}

/**
 * Suspends, reactivates, revokes or deletes a token; sessions that use it end at once when it is usable no longer.
 * @throws KaaError TOKEN_UNKNOWN, TOKEN_REFUSED
 */
export function changeToken({ cm }: Registers, { application, token, action }: TokenChange): void {
  const known = cm.find(application, token);
  if (known === undefined) throw kaaError('TOKEN_UNKNOWN', { application, token });
  const from = known.state;
  const done =
    action === 'delete' ? cm.delete(application, token) : cm.transition(application, token, LEADS_TO[action]);
  if (!done) throw kaaError('TOKEN_REFUSED', { action, token, application, reason: `it is ${from}` });
}

/**
 * Unregisters an endpoint: its tokens are deleted, its sessions end, nothing of it is kept. [9/ELCE ELCE-07]
 * @throws KaaError ENDPOINT_UNKNOWN
 */
export function unregister({ epr }: Registers, endpointId: string): void {
  if (!epr.unregister(endpointId)) throw kaaError('ENDPOINT_UNKNOWN', { endpointId });
}

/**
 * Ends the connections of those who speak for an endpoint.
 * @returns the names of their clients @throws KaaError ENDPOINT_UNKNOWN, ENDPOINT_NOT_CONNECTED
 */
export function disconnect(
  { epr }: Registers,
  communication: Pick<Communication, 'disconnect'>,
  endpointId: string,
): string[] {
  if (epr.endpoint(endpointId) === undefined) throw kaaError('ENDPOINT_UNKNOWN', { endpointId });
  const clients = communication.disconnect(endpointId, 'operator');
  if (clients.length === 0) throw kaaError('ENDPOINT_NOT_CONNECTED', { endpointId });
  return clients;
}
