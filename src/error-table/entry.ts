/**
 * What an entry of the error table is.
 *
 * Kinds: `user` (the person at the keyboard can fix it), `external` (another program or host failed), `bug` (ours).
 */

export type ErrorKind = 'user' | 'external' | 'bug';

export interface ErrorEntry {
  readonly kind: ErrorKind;
  /** May name parameters in braces: `{file}`. */
  readonly message: string;
  readonly next: readonly string[];
}
