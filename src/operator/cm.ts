/**
 * CM by REST: the tokens of endpoints. [7/7.4]
 *
 * Kaa shows a token once, when it is issued; listings have the ID of a token in its place. How Kaa names the changes of
 * state is not public, and neither is a way from a token to its endpoint: both are those of the local platform.
 */
import { type KaaError, kaaError } from '../errors.js';
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

/** Suspends, reactivates or revokes a token. @throws KaaError TOKEN_CHANGE_REFUSED when its state does not allow it */
export async function changeToken(
  rest: Rest,
  found: Pick<FoundToken, 'endpointId' | 'endpointTokenId' | 'status'>,
  change: TokenChange,
): Promise<void> {
  const where = `${tokensOf(found.endpointId)}${path`/${found.endpointTokenId}/status`}`;
  try {
    await rest.call({ method: 'PUT', path: where, body: { status: STATE_AFTER[change] } });
  } catch (error) {
    if (statusOf(error) !== CONFLICT) throw error;
    const { details } = error as KaaError;
    const parameters = { reason: String(details.message), remedy: remedyFor(found, change) };
    throw kaaError('TOKEN_CHANGE_REFUSED', parameters, { cause: error, details });
  }
}

const CONFLICT = 409;

/** What leads from the state of a token to where somebody wants it. (reference 1.5) */
function remedyFor(
  { status, endpointId }: Pick<FoundToken, 'status' | 'endpointId'>,
  change: TokenChange,
): string {
  if (status === STATE_AFTER[change]) return 'It is as you want it already.';
  switch (status) {
    case 'Inactive':
      return change === 'suspend'
        ? 'A token is Inactive until its endpoint sends its first message: let it connect first, or revoke the token.'
        : 'A token is Inactive until its endpoint sends its first message, and may be used without any change.';
    case 'Revoked':
      return `Revoked is for good; issue another token: kaa token issue ${endpointId}`;
    default:
      return `See the states of its tokens: kaa token list ${endpointId}`;
  }
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
