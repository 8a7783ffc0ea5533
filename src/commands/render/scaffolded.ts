/**
 * What scaffolding has written, and what to type next.
 */
import type { Style } from './style.js';

interface Written {
  readonly folder: string;
  readonly files: readonly string[];
  readonly next: readonly string[];
}

/** A line that says what happened, the files if they are few, and the exact commands to type next. */
export function scaffolded(what: string, { folder, files, next }: Written, style: Style): string {
  const count = `${files.length} file${files.length === 1 ? '' : 's'}`;
  return [
    `${style.green('✓')} ${what}: ${count} in ${folder}`,
    ...(files.length > FILES_SHOWN ? [] : files.map((file) => `  ${style.dim(file)}`)),
    '',
    'Next:',
    ...next.map((command) => `  ${style.cyan(command)}`),
  ].join('\n');
}

const FILES_SHOWN = 16;
