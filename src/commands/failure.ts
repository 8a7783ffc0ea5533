/**
 * Failures as people see them: one message, what to do next, and the exit code. Never a stack trace unless asked for.
 *
 * A failure from the error table carries its own next steps. What oclif reports about the command line gets the same form.
 * Everything else is a bug in kaa and says so.
 */

import { stripVTControlCharacters } from 'node:util';
import { nearest } from '../blueprint/nearest.js';
import { KaaError } from '../errors.js';
import { printableLines } from '../kernel/printable.js';
import { EXIT } from './exit-codes.js';
import { say } from './output.js';
import { type Style, styleFor } from './render/style.js';

export interface Failure {
  readonly exitCode: number;
  /** Complete lines for stderr; empty when there is nothing to say. */
  readonly text: string;
}

export interface FailureContext {
  readonly style: Style;
  /** The command as typed, such as `kaa sim run`, to point at its help. */
  readonly command?: string | undefined;
  /** Show where a bug happened. */
  readonly stack?: boolean;
}

/** What oclif's own errors look like, as far as we need them. They are told by shape: each subpath has its own classes. */
interface OclifError extends Error {
  readonly oclif: { readonly exit?: number };
  readonly code?: string;
  readonly flags?: readonly string[];
  readonly parse?: { readonly input?: { readonly flags?: Readonly<Record<string, unknown>> } };
}

/** How to report whatever was thrown. Pure: see {@link reportFailure} for the writing. */
export function describeFailure(error: unknown, context: FailureContext): Failure {
  if (error instanceof KaaError && error.kind !== 'bug') {
    return { exitCode: EXIT.usage, text: layOut(unwrapped(error.message), error.next, context.style) };
  }
  if (isOclifError(error)) return describeUsage(error, context);
  return describeBug(error, context);
}

/** Writes the failure to stderr and returns the exit code. Stdout stays clean, with `--json` too. */
export function reportFailure(error: unknown, command?: string): number {
  const style = styleFor(process.stderr, process.env);
  const stack = process.env.KAA_DEBUG === '1';
  const { exitCode, text } = describeFailure(error, { style, command, stack });
  say(text);
  return exitCode;
}

function describeUsage(error: OclifError, { style, command }: FailureContext): Failure {
  if (error.code === 'EEXIT') return { exitCode: error.oclif.exit ?? EXIT.pass, text: '' };
  const help = `See how it is used: ${command ?? 'kaa'} --help`;
  return {
    exitCode: EXIT.usage,
    text: layOut(
      unknownFlags(error) ?? inOurWords(unwrapped(stripVTControlCharacters(error.message))),
      [help],
      style,
    ),
  };
}

/** `There is no flag --sed; did you mean --seed?` */
function unknownFlags(error: OclifError): string | undefined {
  const known = Object.keys(error.parse?.input?.flags ?? {}).map((name) => `--${name}`);
  return error.flags
    ?.map((flag) => {
      const meant = nearest(flag, known);
      return `There is no flag ${flag}${meant === undefined ? '.' : `; did you mean ${meant}?`}`;
    })
    .join('\n');
}

function describeBug(error: unknown, { style, stack }: FailureContext): Failure {
  const message = error instanceof Error ? error.message : String(error);
  const text = layOut(
    `This is a bug in kaa: ${message || 'no message'}`,
    [
      "Report it on the project's issue tracker, with the command line and what `kaa --version` prints.",
      ...(stack ? [] : ['Set KAA_DEBUG=1 to see where it happened.']),
    ],
    style,
  );
  const where = stack && error instanceof Error ? `${style.dim(error.stack ?? '')}\n` : '';
  return { exitCode: EXIT.bug, text: text + where };
}

function layOut(message: string, next: readonly string[], style: Style): string {
  // Messages have no colours of their own: those in them were brought by what they quote.
  const steps = next.map((step) => `  ${style.cyan('→')} ${printableLines(step)}\n`);
  return `${style.red(style.bold('Error:'))} ${printableLines(message)}\n${steps.join('')}`;
}

/** The message without what oclif's parser puts around it. */
const unwrapped = (message: string) =>
  message
    .replace(/^Parsing --\S+ \n\t/, '')
    .replace(/\n+See more help with --help$/, '')
    .trimEnd();

/** What oclif says of a command line, and what we say. */
const OUR_WORDS: readonly (readonly [RegExp, string])[] = [
  [/^The following errors? occurred:\s*/, ''],
  [
    /^ *(--[\w-]+)(?:=.*)? cannot also be provided when using (--[\w-]+)$/gm,
    '$2 does not go with $1; leave one out.',
  ],
  [/^Missing required flag (\S+)$/, 'The flag --$1 is missing.'],
  [/^Flag (--\S+) expects a value$/, 'The flag $1 needs a value.'],
  [/^Missing \d+ required args?:\n/, 'Missing on the command line: '],
  [/\n+Note: --[\s\S]*$/, ''],
  [/^Unexpected arguments?: (.{60}).+$/s, 'There is no argument for this: $1…'],
  [/^Unexpected arguments?: /, 'There is no argument for this: '],
];

const inOurWords = (message: string) =>
  OUR_WORDS.reduce((text, [theirs, ours]) => text.replace(theirs, ours), message);

function isOclifError(error: unknown): error is OclifError {
  return error instanceof Error && 'oclif' in error;
}
