/**
 * What was ignored or refused, for people: what happened, to whom, and the remedy.
 */
import type { Diagnostic } from '../../platform/diagnostics.js';
import type { Style } from './style.js';

/** Two lines for something that is found for the first time, one for its repetitions. */
export function diagnosticLine(diagnostic: Diagnostic, style: Style): string {
  const { reason, remedy, client, topic, again } = diagnostic;
  const who =
    client === undefined ? '' : style.dim(` (client ${client}${topic === undefined ? '' : `, ${topic}`})`);
  if (again !== undefined) {
    const often = again === 1 ? '(again)' : `(again, ${again} times)`;
    return `${style.yellow('!')} ${often} ${reason}${who}`;
  }
  return `${style.yellow('!')} ${reason}${who}\n  ${style.cyan('→')} ${remedy}`;
}

/** How often each thing happened, at the end; an empty text when nothing did. */
export function diagnosticSummary(list: readonly Diagnostic[], style: Style): string {
  if (list.length === 0) return '';
  const lines = list.map(({ count, reason }) => `  ${style.yellow(String(count).padStart(6))}  ${reason}`);
  return [style.bold('Ignored or refused:'), ...lines].join('\n');
}
