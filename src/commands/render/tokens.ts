/**
 * The tokens of an endpoint as rows. Their texts are not known any more once they have been issued.
 */
import type { ListedToken } from '../../operator/cm.js';

export const TOKEN_HEAD = ['Token ID', 'State', 'Application', 'Created'];

/** A row for each token, under {@link TOKEN_HEAD}. */
export function tokenRows(tokens: readonly ListedToken[]): unknown[][] {
  return tokens.map(({ endpointTokenId, status, applicationName, createdDate }) => [
    endpointTokenId,
    status,
    applicationName,
    createdDate,
  ]);
}
