/**
 * The problems of a blueprint for people: a line each, places first so that editors and terminals can jump to them.
 */
import type { Problem } from '../../blueprint/model.js';
import { printable } from '../../kernel/printable.js';
import { columns } from './columns.js';
import type { Style } from './style.js';

/** `file:line:column  path  message`, in aligned columns; an empty text for no problems. */
export function problems(list: readonly Problem[], style: Style): string {
  const rows = list.map((problem) => [
    printable(`${problem.file}:${problem.line}:${problem.column}`),
    style.cyan(printable(problem.path)),
    printable(problem.message) + hint(problem, style),
  ]);
  return columns(rows).join('\n');
}

function hint({ suggestion }: Problem, style: Style): string {
  return suggestion === undefined ? '' : style.dim(` (did you mean "${printable(suggestion)}"?)`);
}
