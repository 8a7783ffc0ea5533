/**
 * Questions on the terminal, for answers that were not given on the command line. Never without a terminal.
 *
 * Questions go to stderr, so that stdout holds nothing but the result.
 */
import { createInterface } from 'node:readline/promises';
import { ExitError } from '@oclif/core/errors';
import { kaaError } from '../errors.js';
import { EXIT } from './exit-codes.js';
import { say } from './output.js';

export interface Question {
  /** What is asked for, as in "the name of the blueprint". */
  readonly what: string;
  /** How to give the answer on the command line instead. */
  readonly usage: string;
  /** Taken when the answer is empty. */
  readonly byDefault?: string;
  /** Shown before the question, numbered; an answer may be a number. */
  readonly choices?: readonly { readonly name: string; readonly description: string }[];
}

/** True when there is somebody to ask. */
export const canAsk = () => process.stdin.isTTY === true && process.stderr.isTTY === true;

/**
 * Asks until there is an answer. Ctrl-C and Ctrl-D end the program.
 * @throws KaaError ANSWER_MISSING without a terminal
 */
export async function ask({ what, usage, byDefault, choices = [] }: Question): Promise<string> {
  if (!canAsk()) throw kaaError('ANSWER_MISSING', { what, usage });
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const gone = new AbortController();
  lines.on('close', () => gone.abort());
  try {
    for (const [index, { name, description }] of choices.entries())
      say(`  ${index + 1}  ${name}  ${description}\n`);
    const hint = byDefault === undefined ? '' : ` (${byDefault})`;
    for (;;) {
      const answer = (await lines.question(`${capital(what)}${hint}: `, { signal: gone.signal })).trim();
      const chosen = choices[Number(answer) - 1]?.name ?? (answer || byDefault);
      if (chosen !== undefined) return chosen;
    }
  } catch (error) {
    if (gone.signal.aborted) throw new ExitError(EXIT.interrupted);
    throw error;
  } finally {
    lines.close();
  }
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
