/**
 * What came of an edit of the blueprint, for people.
 */
import type { Reload } from '../../index.js';
import type { Style } from './style.js';

/** One line for each change, or what is wrong with the edit; with line ends. */
export function reloadLines(reload: Reload, style: Style): string {
  if (!reload.ok) {
    const rest = 'The platform goes on as it was before the edit.';
    return `${style.red('✗')} ${reload.error.message}\n  ${style.cyan('→')} ${rest}\n`;
  }
  return reload.lines
    .map((line) => `${line.startsWith('applied') ? style.green('✓') : style.yellow('!')} ${line}\n`)
    .join('');
}

/** Edits go unnoticed, and why. */
export function blindLine(reason: string, style: Style): string {
  const remedy = 'Edits of the blueprint count after the next start.';
  return `${style.yellow('!')} cannot watch the blueprint: ${reason}\n  ${style.cyan('→')} ${remedy}`;
}
