/**
 * The single keys of a plain stream on a terminal: what a person may ask a running platform without leaving it.
 */
import type { Platform } from '../platform/platform.js';
import { count } from '../tui/format.js';
import type { Interrupt } from './interrupt.js';
import { diagnosticSummary } from './render/diagnostics.js';
import type { Style } from './render/style.js';

export interface KeyHints {
  /** Leaves the keyboard as it was. */
  stop(): void;
}

/** Listens to the keyboard of a terminal; undefined where there is none. */
export function keyHints(platform: Platform, interrupt: Interrupt, style: Style): KeyHints | undefined {
  const { stdin, stderr } = process;
  if (stdin.isTTY !== true || stderr.isTTY !== true) return undefined;
  const say = (text: string) => stderr.write(`${text}\n`);
  const onData = (data: Buffer) => {
    for (const key of data.toString()) pressed(key);
  };
  const pressed = (key: string) => {
    if (key === 'q' || key === '\u0003') interrupt.request();
    else if (key === 's') say(statusLine(platform, style));
    else if (key === 'd')
      say(diagnosticSummary(platform.diagnostics(), style) || style.dim('  Nothing was ignored or refused.'));
    else if (key === 'h' || key === '?') say(helpLine(style));
  };
  stdin.setRawMode(true);
  stdin.on('data', onData);
  stdin.resume();
  say(helpLine(style));
  return {
    stop() {
      stdin.off('data', onData);
      stdin.setRawMode(false);
      stdin.pause();
    },
  };
}

function helpLine({ bold, dim }: Style): string {
  const keys = [
    ['h', 'help'],
    ['s', 'status'],
    ['d', 'diagnostics'],
    ['q', 'stop'],
  ] as const;
  const hints = keys.map(([key, what]) => `${bold(key)} ${dim(what)}`).join('   ');
  return `  ${hints}   ${dim('on a screen of its own:')} kaa monitor`;
}

function statusLine({ counters, services }: Platform, { dim }: Style): string {
  const { messages, clients, samples } = counters;
  const parts = [
    `${count(services.epr.size)} endpoints`,
    `${count(clients)} clients`,
    `${count(messages.received)} messages in`,
    `${count(messages.sent)} out`,
    `${count(samples)} data samples`,
    `${count(messages.ignored + messages.refused)} ignored or refused`,
  ];
  return `  ${parts.join(dim(' · '))}`;
}
