/**
 * What a requirement of a Kaa RFC is: one row of the checklist, in our own words.
 *
 * The rows of each RFC are in a file beside this one. A row says what is demanded, not how it is tested: see `cases/`.
 */

export type Level =
  | 'MUST'
  | 'MUST NOT'
  | 'SHOULD'
  | 'SHOULD NOT'
  | 'RECOMMENDED'
  | 'NOT RECOMMENDED'
  | 'MAY'
  /** Stated as plain fact, or in lower case. */
  | 'rule';

/** Whose duty it is: the platform's, or that of a client and its endpoints. */
export type Who = 'server' | 'client' | 'both';

export type RfcName = '1/KP' | '2/DCP' | '7/CMP' | '10/EPMP' | '11/CEP';

export interface Requirement {
  /** `CEP-10`: numbered in the order of the RFC. */
  readonly id: string;
  readonly rfc: RfcName;
  readonly level: Level;
  readonly who: Who;
  readonly statement: string;
  /** True when a client can see on the wire whether a server does it. */
  readonly visible: boolean;
  /** Why nobody can see it from outside; only where `visible` is false. */
  readonly reason?: string;
}

/** ID, level, who, statement, and for what cannot be seen from outside the reason. */
export type Row =
  | readonly [string, Level, Who, string]
  | readonly [id: string, level: Level, who: Who, statement: string, reason: string];

/** Why a duty of clients has no test of a server. */
export const CLIENTS_DUTY = 'a duty of clients: a server cannot show it';

/** Rows of one RFC as requirements. */
export function requirementsOf(rfc: RfcName, rows: readonly Row[]): readonly Requirement[] {
  return rows.map(([id, level, who, statement, reason]) => ({
    id,
    rfc,
    level,
    who,
    statement,
    visible: reason === undefined,
    ...(reason !== undefined && { reason }),
  }));
}
