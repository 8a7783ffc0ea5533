/**
 * The error table: every failure that kaa reports to a person, in one place. Its entries are in `error-table/`.
 *
 * An entry has a code, a kind, a message template and the steps that help. The library throws {@link KaaError};
 * only `commands/` renders it and picks the exit code. Errors on the wire (1/KP status codes) are not here: they
 * are answers to a device, see `kp1/error-response.ts`.
 */
import { COMMAND_LINE_ERRORS } from './error-table/command-line.js';
import { CONTRACT_ERRORS } from './error-table/contract.js';
import { CONTRACT_SCHEMA_ERRORS } from './error-table/contract-schemas.js';
import { DATA_ERRORS } from './error-table/data.js';
import type { ErrorEntry, ErrorKind } from './error-table/entry.js';
import { NETWORK_ERRORS } from './error-table/network.js';
import { OPERATOR_ERRORS } from './error-table/operator.js';
import { SOLUTION_ERRORS } from './error-table/solution.js';
import { STATE_ERRORS } from './error-table/state.js';
import { TIME_ERRORS } from './error-table/time.js';

export type { ErrorKind };

export const ERRORS = {
  ...SOLUTION_ERRORS,
  ...COMMAND_LINE_ERRORS,
  ...NETWORK_ERRORS,
  ...OPERATOR_ERRORS,
  ...STATE_ERRORS,
  ...TIME_ERRORS,
  ...CONTRACT_ERRORS,
  ...DATA_ERRORS,
  ...CONTRACT_SCHEMA_ERRORS,
} as const;

export type ErrorCode = keyof typeof ERRORS;

type Placeholders<Text> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;
type ParametersOf<Code extends ErrorCode> = Record<
  Placeholders<(typeof ERRORS)[Code]['message']> | Placeholders<(typeof ERRORS)[Code]['next'][number]>,
  string | number
>;

/** A failure from the table, ready to be rendered: `message` is filled in, `next` says what to do. */
export class KaaError extends Error {
  override readonly name = 'KaaError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly next: readonly string[],
    readonly details: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  get kind(): ErrorKind {
    return ERRORS[this.code].kind;
  }
}

/**
 * Makes the error of a table entry; `parameters` must name every placeholder of its texts.
 * `details` carries data for programs (for example the list of problems of a blueprint).
 */
export function kaaError<Code extends ErrorCode>(
  code: Code,
  parameters: ParametersOf<Code>,
  extra: { cause?: unknown; details?: Readonly<Record<string, unknown>> } = {},
): KaaError {
  const entry: ErrorEntry = ERRORS[code];
  const fill = (text: string) =>
    text.replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
      name in parameters ? String(parameters[name as keyof typeof parameters]) : whole,
    );
  const options = extra.cause === undefined ? undefined : { cause: extra.cause };
  return new KaaError(code, fill(entry.message), entry.next.map(fill), extra.details, options);
}
