/**
 * The last answers that one endpoint was given, up to a number; the one given longest ago makes room.
 *
 * Every answer is noted and hardly one is ever asked for: noting costs two places in an array, looking walks through it.
 */

import type { Used } from './recent.js';

/** What was answered, and by whom; shared by all answers that say the same. */
export interface Answered {
  readonly extensionInstance: string;
  readonly statusCode: number;
  readonly reasonPhrase?: string | undefined;
}

export class LastAnswers implements Used {
  usedAt = 0;
  readonly #limit: number;
  /** Request ID and answer, one after the other: one array is sooner found than two. */
  readonly #cells: (number | Answered)[] = [];
  /** Where the next one goes. */
  #next = 0;

  /** @param limit answers kept at most */
  constructor(limit: number) {
    this.#limit = limit;
  }

  note(requestId: number, answer: Answered): void {
    const cells = this.#cells;
    const at = this.#next * 2;
    const last = cells[(at === 0 ? cells.length : at) - 1] as Answered | undefined;
    cells[at] = requestId;
    cells[at + 1] = last !== undefined && isSame(last, answer) ? last : answer;
    this.#next = this.#next + 1 === this.#limit ? 0 : this.#next + 1;
  }

  /** The last answer to a request of that number. */
  find(extensionInstance: string, requestId: number): Answered | undefined {
    for (const [id, answer] of [...this].reverse())
      if (id === requestId && answer.extensionInstance === extensionInstance) return answer;
    return undefined;
  }

  /** The oldest first. */
  *[Symbol.iterator](): Generator<readonly [requestId: number, answer: Answered]> {
    const count = this.#cells.length / 2;
    const oldest = count < this.#limit ? 0 : this.#next;
    for (let i = 0; i < count; i++) {
      const at = ((oldest + i) % count) * 2;
      yield [this.#cells[at] as number, this.#cells[at + 1] as Answered];
    }
  }
}

const isSame = (one: Answered, other: Answered) =>
  one.statusCode === other.statusCode &&
  one.extensionInstance === other.extensionInstance &&
  one.reasonPhrase === other.reasonPhrase;
