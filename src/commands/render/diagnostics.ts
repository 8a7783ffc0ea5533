/**
 * What was ignored or refused, for people: what happened, to whom, and the remedy.
 */
import { printable } from '../../kernel/printable.js';
import type { Diagnostic } from '../../platform/diagnostics.js';
import type { Style } from './style.js';

/** Two lines for something that is found for the first time, one for its repetitions. */
export function diagnosticLine(diagnostic: Diagnostic, style: Style): string {
  const { again } = diagnostic;
  const reason = printable(diagnostic.reason);
  const of = whose(diagnostic);
  const who = of === '' ? '' : style.dim(` (${printable(of)})`);
  if (again !== undefined) {
    const often = again === 1 ? '(again)' : `(again, ${again} times)`;
    return `${style.yellow('!')} ${often} ${reason}${who}`;
  }
  return `${style.yellow('!')} ${reason}${who}\n  ${style.cyan('→')} ${printable(diagnostic.remedy)}`;
}

/** Whom it happened with last; an endpoint by its ID where nothing else is known. */
function whose({ client, topic, token, endpointId }: Diagnostic): string {
  if (client === undefined) return endpointId === undefined ? '' : `endpoint ${endpointId}`;
  const where = topic ?? (token && `token ${token}`);
  return where === undefined ? `client ${client}` : `client ${client}, ${where}`;
}

/** How often each thing happened, at the end; an empty text when nothing did. */
export function diagnosticSummary(list: readonly Diagnostic[], style: Style): string {
  if (list.length === 0) return '';
  const lines = list.map(
    ({ count, reason }) => `  ${style.yellow(String(count).padStart(6))}  ${printable(reason)}`,
  );
  return [style.bold('Ignored or refused:'), ...lines].join('\n');
}
