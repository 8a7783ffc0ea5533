/**
 * The single keys on a terminal: what a person may ask a running platform or fleet without leaving it.
 */
import { readFileSync } from 'node:fs';
import type { Platform } from '../platform/platform.js';
import type { FleetProgress } from '../sim/report/report.js';
import { count } from '../tui/format.js';
import { progressLine } from '../tui/plain-progress.js';
import type { RunView } from '../tui/run-view.js';
import type { Interrupt } from './interrupt.js';
import { say } from './output.js';
import { diagnosticSummary } from './render/diagnostics.js';
import type { Style } from './render/style.js';

export interface KeyHints {
  /** Leaves the keyboard as it was. */
  stop(): void;
}

/** A key, what it is for, and what it does. */
type Key = readonly [key: string, what: string, press: () => void];

/** Listens to the keyboard of a terminal; undefined where there is none. */
export function keyHints(platform: Platform, interrupt: Interrupt, style: Style): KeyHints | undefined {
  const sayLine = (text: string) => say(`${text}\n`);
  const diagnostics = () =>
    diagnosticSummary(platform.diagnostics(), style) || style.dim('  Nothing was ignored or refused.');
  const keys: Key[] = [
    ['s', 'status', () => sayLine(statusLine(platform, style))],
    ['d', 'diagnostics', () => sayLine(diagnostics())],
    ['q', 'stop', () => interrupt.request()],
  ];
  return listen(
    keys,
    interrupt,
    sayLine,
    (hints) => `${hints}   ${style.dim('on a screen of its own:')} kaa monitor`,
    style,
  );
}

/** The view of a run with keys besides, where there is a terminal. */
export function withRunKeys(view: RunView, interrupt: Interrupt, style: Style): RunView {
  let latest: FleetProgress | undefined;
  const status = () =>
    view.tell(latest === undefined ? '  starting …' : `  ${progressLine(latest).trimStart()}`);
  const keys: Key[] = [
    ['s', 'status as a line', status],
    ['q', 'stop and report', () => interrupt.request()],
  ];
  const hints = listen(
    keys,
    interrupt,
    view.tell,
    (line) => `${line}   ${style.dim('on a screen of its own:')} --tui`,
    style,
  );
  return {
    ...view,
    update(progress) {
      latest = progress;
      view.update(progress);
    },
    stop() {
      hints?.stop();
      view.stop();
    },
  };
}

function listen(
  keys: readonly Key[],
  interrupt: Interrupt,
  say: (text: string) => void,
  help: (hints: string) => string,
  { bold, dim }: Style,
): KeyHints | undefined {
  const { stdin, stderr } = process;
  if (stdin.isTTY !== true || stderr.isTTY !== true || isInBackground()) return undefined;
  const named = [['h', 'help'] as const, ...keys].map(([key, what]) => `${bold(key)} ${dim(what)}`);
  const tellHelp = () => say(help(`  ${named.join('   ')}`));
  const pressed = (key: string) => {
    // A terminal that gives keys one by one gives no signal for Ctrl-C.
    if (key === '\u0003') interrupt.request();
    else if (key === 'h' || key === '?') tellHelp();
    else keys.find(([name]) => name === key)?.[2]();
  };
  const onData = (data: Buffer) => {
    for (const key of data.toString()) pressed(key);
  };
  stdin.setRawMode(true);
  stdin.on('data', onData);
  stdin.resume();
  tellHelp();
  return {
    stop() {
      stdin.off('data', onData);
      stdin.setRawMode(false);
      stdin.pause();
    },
  };
}

/**
 * Is the keyboard somebody else's, as after `kaa sim run &`? Who touches it then is stopped by the system. Linux says so in
 * /proc; elsewhere it is not known.
 */
function isInBackground(): boolean {
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8');
    // After the name in parentheses, which may hold anything: state, parent, process group, session, terminal, its group.
    const [, , group, , , terminalGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return group !== terminalGroup;
  } catch {
    return false;
  }
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
