/**
 * What has changed within the last minute, in words: counted by type of event, the telling ones only.
 */
import { count, span } from '../../format.js';
import { coloured, dim, EMPTY_LINE, flowed, type Line, plain, type Span } from '../../lines.js';
import { type History, lastMinute } from '../store/history.js';

/** `1 endpoint connected`, `3 endpoints connected`: what is counted, what became of it, whether that is bad news. */
const CHANGES: readonly (readonly [type: string, one: string, became: string, isBad?: boolean])[] = [
  ['kpc.endpoint-connected', 'endpoint', 'connected'],
  ['kpc.endpoint-disconnected', 'endpoint', 'disconnected', true],
  ['epr.registered', 'endpoint', 'registered'],
  ['epr.unregistered', 'endpoint', 'unregistered', true],
  ['kpc.client-refused', 'client', 'refused', true],
  ['cm.token-issued', 'token', 'issued'],
  ['cm.token-state-changed', 'token', 'changed'],
  ['epr.metadata-updated', 'metadata update', ''],
  ['ecr.configuration-set', 'configuration', 'assigned'],
  ['ecr.configuration-applied', 'configuration', 'applied'],
  ['cex.command-pending', 'command', 'sent'],
  ['cex.command-executed', 'command', 'executed'],
  ['cex.command-expired', 'command', 'expired', true],
  ['kpc.message-undelivered', 'push', 'not delivered', true],
  ['esp.extension-failed', 'extension failure', '', true],
  ['platform.fault', 'fault', 'struck', true],
  ['platform.fault-armed', 'fault', 'armed'],
  ['sim.fault', "fleet's fault", 'struck', true],
  ['tekton.configuration-changed', 'service setting', 'changed'],
  ['kaa.state-replaced', 'snapshot', 'loaded'],
];

/** One or two lines, filled with changes. */
export function changesLines(history: History, width: number): Line[] {
  const { counts, spanMs } = lastMinute(history);
  const changes = CHANGES.flatMap(([type, one, became, isBad]): Span[] => {
    const often = counts.get(type) ?? 0;
    if (often === 0) return [];
    const what = `${count(often)} ${plural(one, often)}${became === '' ? '' : ` ${became}`}`;
    return [isBad === true ? coloured(what, 'yellow') : plain(what)];
  });
  const when = spanMs >= 59_000 ? 'Last minute' : `Last ${span(spanMs)}`;
  const label: Span = dim(` ${when.padEnd(17)}`);
  if (changes.length === 0) return [[label, dim('nothing but messages')], EMPTY_LINE];
  const indent = ' '.repeat(label.text.length);
  const [first, ...others] = flowed(
    changes.map((change) => [change]),
    { width, indent, between: ' · ' },
  );
  return [[label, ...(first?.slice(1) ?? [])], ...others, EMPTY_LINE];
}

/** Words that do not get an s. */
function plural(one: string, often: number): string {
  if (often === 1) return one;
  return one === 'push' ? 'pushes' : `${one}s`;
}
