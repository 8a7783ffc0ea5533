/**
 * CM by REST: the tokens of endpoints. [7/7.4]
 *
 * Kaa shows a token once, when it is issued; listings have the ID of a token in its place. How Kaa names the changes of
 * state is not public, and neither is a way from a token to its endpoint: both are those of the local platform.
 */
import { type Page, path, type Rest, statusOf } from './rest.js';

export interface ListedToken {
  readonly endpointTokenId: string;
  readonly applicationName: string;
  /** Inactive, Active, Suspended or Revoked. */
  readonly status: string;
  readonly createdDate?: string;
  readonly updateDate?: string;
}

export interface IssuedToken {
  readonly token: string;
  readonly applicationName: string;
  readonly status: string;
  readonly createdDate?: string;
}

/** What a token stands for. */
export interface FoundToken {
  readonly endpointId: string;
  readonly endpointTokenId: string;
  readonly applicationName: string;
  readonly status: string;
}

export type TokenChange = 'suspend' | 'reactivate' | 'revoke';

/** The tokens of an endpoint, newest first. */
export async function listTokens(rest: Rest, endpointId: string, limit: number): Promise<Page<ListedToken>> {
  const { body } = await rest.call({ path: tokensOf(endpointId), query: { limit } });
  return body as Page<ListedToken>;
}

/** Issues a token for an endpoint; Kaa makes it up when none is given. */
export async function issueToken(
  rest: Rest,
  endpointId: string,
  request: { readonly applicationName: string; readonly token?: string | undefined },
): Promise<IssuedToken> {
  const { body } = await rest.call({ method: 'POST', path: tokensOf(endpointId), body: request });
  return body as IssuedToken;
}

const STATE_AFTER = { suspend: 'Suspended', reactivate: 'Active', revoke: 'Revoked' } as const;

/** Suspends, reactivates or revokes a token. @throws KaaError REST_REFUSED when its state does not allow it */
export async function changeToken(
  rest: Rest,
  { endpointId, endpointTokenId }: Pick<FoundToken, 'endpointId' | 'endpointTokenId'>,
  change: TokenChange,
): Promise<void> {
  const where = `${tokensOf(endpointId)}${path`/${endpointTokenId}/status`}`;
  await rest.call({ method: 'PUT', path: where, body: { status: STATE_AFTER[change] } });
}

/**
 * Where a token leads to, in each application that has it; empty on a Kaa that does not tell.
 * @param applicationNames where to look
 */
export async function findToken(
  rest: Rest,
  token: string,
  applicationNames: readonly string[],
): Promise<FoundToken[]> {
  const found = await Promise.all(applicationNames.map((name) => tokenIn(rest, name, token)));
  return found.filter((one) => one !== undefined);
}

async function tokenIn(rest: Rest, application: string, token: string): Promise<FoundToken | undefined> {
  const where = path`/cm/api/v1/applications/${application}/tokens/${token}`;
  try {
    return (await rest.call({ path: where })).body as FoundToken;
  } catch (error) {
    if (statusOf(error) === undefined) throw error;
    return undefined;
  }
}

const tokensOf = (endpointId: string) => path`/cm/api/v1/endpoints/${endpointId}/tokens`;
