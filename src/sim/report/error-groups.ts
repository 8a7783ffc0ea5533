/**
 * Errors of a run, counted by code, reason and extension instance.
 *
 * Reasons that differ only in what they quote ("…") are one group, or each endpoint would have its own for its token.
 * Bounded: a server that writes a different reason each time fills one group of "other reasons" in the end.
 */
import type { ErrorGroup } from './report.js';

const GROUPS_MAX = 1000;
const OTHER = 'other reasons';

type Key = Omit<ErrorGroup, 'count'>;

export class ErrorGroups {
  readonly #counts = new Map<string, ErrorGroup>();

  add(key: Key, by = 1): void {
    const name = nameOf(key);
    const known = this.#counts.get(name);
    if (known !== undefined) {
      const reason = commonReason(known.reason, key.reason);
      this.#counts.set(name, { ...known, reason, count: known.count + by });
    } else if (this.#counts.size < GROUPS_MAX) this.#counts.set(name, { ...key, count: by });
    else this.#addOther(key, by);
  }

  /** Most frequent first. */
  list(): ErrorGroup[] {
    return [...this.#counts.values()].filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
  }

  #addOther(key: Key, by: number): void {
    const other = { ...key, reason: OTHER };
    const count = this.#counts.get(nameOf(other))?.count ?? 0;
    this.#counts.set(nameOf(other), { ...other, count: count + by });
  }
}

const QUOTED = /("[^"]*")/;
const ANY = '"…"';

const nameOf = ({ code, reason, extension }: Key) =>
  `${code}\n${extension}\n${reason.replaceAll(/"[^"]*"/g, ANY)}`;

/** Two reasons of one group as one: quoted parts in which they differ become "…". */
function commonReason(one: string, other: string): string {
  if (one === other) return one;
  const others = other.split(QUOTED);
  return one
    .split(QUOTED)
    .map((part, i) => (part === others[i] ? part : ANY))
    .join('');
}
