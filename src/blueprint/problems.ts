/**
 * Collecting what is wrong with a blueprint, and saying it in one line each.
 */
import { kaaError } from '../errors.js';
import { printable } from '../kernel/printable.js';
import type { Problem } from './model.js';
import type { Path, Source } from './source.js';

/** Checks call this for each thing that they find wrong. */
export type Report = (problem: Problem) => void;

export interface Finding {
  readonly path: Path;
  readonly message: string;
  readonly suggestion?: string | undefined;
  /** Point at the key instead of its value. */
  readonly at?: 'key' | 'value';
}

/** A finding in a file, with its position. */
export function problemAt(source: Source, finding: Finding): Problem {
  return {
    file: source.file,
    ...source.locate(finding.path, finding.at),
    path: finding.path.join('.'),
    message: finding.message,
    ...(finding.suggestion === undefined ? {} : { suggestion: finding.suggestion }),
  };
}

/** @throws KaaError BLUEPRINT_INVALID when there are problems */
export function refuse(problems: readonly Problem[], folder: string): void {
  if (problems.length === 0) return;
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  const lines = problems.map((problem) => `  ${formatProblem(problem)}`).join('\n');
  throw kaaError('BLUEPRINT_INVALID', { count, folder, problems: lines }, { details: { problems } });
}

/**
 * Problems without those in files that are not text throughout: what stands there is a guess, and was said to be one.
 * @param unreadable what was said of them
 */
export const beside = (unreadable: readonly Problem[], problems: readonly Problem[]): Problem[] => {
  const guessed = new Set(unreadable.map(({ file }) => file));
  return sortProblems([...unreadable, ...problems.filter(({ file }) => !guessed.has(file))]);
};

/** In the order of reading: by file, then by position; what was found twice is there once. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  const seen = new Map(problems.map((problem) => [formatProblem(problem), problem]));
  return [...seen.values()].sort(
    (a, b) =>
      rank(a.file) - rank(b.file) || compare(a.file, b.file) || a.line - b.line || a.column - b.column,
  );
}

/** `file:line:column  path  message (did you mean "x"?)` */
export function formatProblem(problem: Problem): string {
  const place = `${problem.file}:${problem.line}:${problem.column}`;
  const suggestion = problem.suggestion === undefined ? '' : ` (did you mean "${problem.suggestion}"?)`;
  const parts = [place, problem.path, problem.message + suggestion].filter((part) => part !== '');
  // On one line, whatever it quotes.
  return printable(parts.join('  '));
}

// The blueprint itself first: what is wrong there often explains the rest.
const rank = (file: string) => (file.includes('/') ? 1 : 0);
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
