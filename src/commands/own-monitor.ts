/**
 * The monitor of a platform that runs in this process: what `--tui` puts on the terminal in place of lines.
 */
import { stripVTControlCharacters } from 'node:util';
import { restUrlOf, runningPlatforms } from '../facade/locator.js';
import { WallClock } from '../kernel/clock.js';
import { restSource } from '../operator/monitor/source.js';
import { Rest } from '../operator/rest.js';
import type { Platform } from '../platform/platform.js';
import type { FleetProgress } from '../sim/report/report.js';
import { isLive } from '../tui/terminal.js';
import { thisHost } from './host.js';
import type { Interrupt } from './interrupt.js';
import { wantsColour } from './render/style.js';
import { saveText } from './save-text.js';

export interface OwnMonitor {
  update(progress: FleetProgress): void;
  /** Shows a line of text, such as what came of an edit. */
  tell(text: string): void;
  /** Gives the terminal back at once. */
  stop(): void;
}

/** Whether `--tui` can have what it wants; without a terminal there are lines as ever. */
export const canShowMonitor = (): boolean => isLive(process.stdout) && process.stdin.isTTY === true;

/** Watches the platform of this process. Leaving the monitor asks for the end of the command. */
export async function monitorOf(platform: Platform, interrupt: Interrupt): Promise<OwnMonitor> {
  const { restInProcess } = await import('../facade/in-process-rest.js');
  const door = await restInProcess(platform);
  return await monitorOn(door.rest, interrupt, () => door.close());
}

/** Watches the local platform that listens at an address; undefined when none that is known does. */
export async function monitorAt(target: string, interrupt: Interrupt): Promise<OwnMonitor | undefined> {
  const announced = await runningPlatforms(thisHost());
  const found = announced.find(({ addresses }) => Object.values(addresses).includes(target));
  const url = found && restUrlOf(found);
  if (url === undefined) return undefined;
  return await monitorOn(new Rest({ url, clock: new WallClock() }), interrupt, async () => {});
}

async function monitorOn(rest: Rest, interrupt: Interrupt, close: () => Promise<void>): Promise<OwnMonitor> {
  const { startMonitor } = await import('../tui/monitor/monitor.js');
  const monitor = await startMonitor({
    source: restSource(rest.clock, async () => rest),
    stdin: process.stdin,
    stdout: process.stdout,
    colour: wantsColour(process.stdout, process.env),
    isReadOnly: false,
    save: saveText,
    onQuit: () => interrupt.request(),
  });
  return {
    update: monitor.update,
    tell: (text) =>
      monitor.tell(
        stripVTControlCharacters(text)
          .trim()
          .replace(/\s*\n\s*/g, ' '),
      ),
    stop() {
      // The terminal is given back before anything is waited for.
      void monitor.stop().then(close);
    },
  };
}
