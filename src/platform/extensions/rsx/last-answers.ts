/**
 * The last answers that one endpoint was given, up to a number; the one given longest ago makes room.
 *
 * Every answer is noted and hardly one is ever asked for: noting costs two places in arrays, looking walks through them.
 */

/** What was answered, and by whom; shared by all answers that say the same. */
export interface Answered {
  readonly extensionInstance: string;
  readonly statusCode: number;
  readonly reasonPhrase?: string | undefined;
}

export class LastAnswers {
  readonly #limit: number;
  readonly #requestIds: number[] = [];
  readonly #answers: Answered[] = [];
  /** Where the next one goes. */
  #next = 0;

  /** @param limit answers kept at most */
  constructor(limit: number) {
    this.#limit = limit;
  }

  note(requestId: number, answer: Answered): void {
    const last = this.#answers[(this.#next === 0 ? this.#answers.length : this.#next) - 1];
    this.#requestIds[this.#next] = requestId;
    this.#answers[this.#next] = last !== undefined && isSame(last, answer) ? last : answer;
    this.#next = this.#next + 1 === this.#limit ? 0 : this.#next + 1;
  }

  clear(): void {
    this.#requestIds.length = 0;
    this.#answers.length = 0;
    this.#next = 0;
  }

  /** The last answer to a request of that number. */
  find(extensionInstance: string, requestId: number): Answered | undefined {
    const { length } = this.#answers;
    for (let age = 1; age <= length; age++) {
      const place = (this.#next - age + length) % length;
      const answer = this.#answers[place] as Answered;
      if (this.#requestIds[place] === requestId && answer.extensionInstance === extensionInstance)
        return answer;
    }
    return undefined;
  }

  /** The oldest first. */
  *[Symbol.iterator](): Generator<readonly [requestId: number, answer: Answered]> {
    const { length } = this.#answers;
    const oldest = length < this.#limit ? 0 : this.#next;
    for (let i = 0; i < length; i++) {
      const place = (oldest + i) % length;
      yield [this.#requestIds[place] as number, this.#answers[place] as Answered];
    }
  }
}

const isSame = (one: Answered, other: Answered) =>
  one.statusCode === other.statusCode &&
  one.extensionInstance === other.extensionInstance &&
  one.reasonPhrase === other.reasonPhrase;
