/**
 * `kaa platform start`: runs the local platform of a blueprint until it is told to stop.
 */
import { join } from 'node:path';
import { boolean, string } from '@oclif/core/flags';
import { announce } from '../../facade/locator.js';
import { type StartPlatformOptions, startPlatform } from '../../facade/platform.js';
import { BaseCommand } from '../base.js';
import { blueprintFlag, hostFlag, portFlag, seedFlag } from '../flags.js';
import { thisHost } from '../host.js';
import { onInterrupt } from '../interrupt.js';
import { type KeyHints, keyHints } from '../key-hints.js';
import { say } from '../output.js';
import type { OwnMonitor } from '../own-monitor.js';
import { diagnosticLine, diagnosticSummary } from '../render/diagnostics.js';
import { readyTable } from '../render/ready-table.js';
import { blindLine, reloadLines } from '../render/reload.js';
import { savedLine } from '../render/snapshots.js';
import { type Style, styleFor } from '../render/style.js';

export default class PlatformStart extends BaseCommand {
  static override description =
    'Run the local 1/KP platform of a blueprint, in memory, until Ctrl-C.\n' +
    'With --json, stdout carries one line when it is ready to serve, and nothing else.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --port 0 --json',
  ];

  static override flags = {
    blueprint: blueprintFlag(),
    host: hostFlag(),
    port: portFlag({
      description: 'TCP port for MQTT; 0 takes any free one, also for HTTP and TLS where they are not named.',
    }),
    'http-port': portFlag({
      description: 'TCP port for 1/KP over HTTP and MQTT over WebSocket; 0 takes any free one.',
      env: 'KAA_HTTP_PORT',
    }),
    'tls-port': portFlag({
      description: 'TCP port for MQTT over TLS, which is off without it; 0 takes any free one.',
      env: 'KAA_TLS_PORT',
    }),
    seed: seedFlag(),
    environment: string({
      char: 'e',
      description: 'Environment of the blueprint whose address to listen on; "local" without it.',
      env: 'KAA_ENVIRONMENT',
    }),
    journal: string({
      description: 'Write every event to this file, one JSON object a line.',
      env: 'KAA_JOURNAL',
      helpValue: 'FILE',
    }),
    'no-fleets': boolean({
      description: 'Do not register the endpoints of the fleets in fleets/.',
      env: 'KAA_NO_FLEETS',
    }),
    import: string({
      description: 'Begin with the snapshot in this folder.',
      env: 'KAA_IMPORT',
      helpValue: 'DIR',
    }),
    'export-on-exit': string({
      description: 'Write a snapshot to this folder when the platform stops; it may be that of --import.',
      env: 'KAA_EXPORT_ON_EXIT',
      helpValue: 'DIR',
    }),
    'no-watch': boolean({
      description: 'Do not take edits of the blueprint while the platform runs.',
      env: 'KAA_NO_WATCH',
    }),
    tui: boolean({
      description: 'Watch it while it runs, as kaa monitor does.',
      env: 'KAA_TUI',
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(PlatformStart);
    const interrupt = onInterrupt();
    const style = styleFor(process.stderr, process.env);
    const own = flags.tui && !this.jsonEnabled() ? await import('../own-monitor.js') : undefined;
    const isWatched = own?.canShowMonitor() === true;
    let monitor: OwnMonitor | undefined;
    let hints: KeyHints | undefined;
    const tell = (text: string) => (monitor === undefined ? say(text) : monitor.tell(text));
    const running = await startPlatform({
      blueprint: flags.blueprint,
      host: flags.host,
      port: flags.port,
      httpPort: flags['http-port'],
      tlsPort: flags['tls-port'],
      tlsFolder: join(this.config.configDir, 'tls'),
      environment: flags.environment,
      seed: flags.seed,
      journalFile: flags.journal,
      fleets: !flags['no-fleets'],
      importFolder: flags.import,
      exportFolder: flags['export-on-exit'],
      ...(flags['no-watch'] ? {} : watching(style, tell)),
      onDiagnostic: (diagnostic) => {
        // The monitor has a screen for them.
        if (!isWatched) say(`${diagnosticLine(diagnostic, style)}\n`);
      },
    });
    const announced = await announce(thisHost(), { ...running.ready }, running.platform.clock.now());
    try {
      if (this.jsonEnabled()) this.logJson(running.ready);
      else this.log(readyTable(running.ready, this.style));
      if (isWatched) monitor = await own?.monitorOf(running.platform, interrupt);
      else if (!this.jsonEnabled()) hints = keyHints(running.platform, interrupt, style);
      await interrupt.requested;
      monitor?.stop();
      const ignored = diagnosticSummary(running.platform.diagnostics(), style);
      if (ignored !== '') say(`${ignored}\n`);
    } finally {
      monitor?.stop();
      hints?.stop();
      await announced.remove();
      const { exported } = await running.stop().finally(() => interrupt.release());
      if (exported !== undefined) say(`${savedLine(exported, style)}\n`);
    }
  }
}

/** What came of an edit, as it happens. */
function watching(
  style: Style,
  tell: (text: string) => void,
): Pick<StartPlatformOptions, 'onReload' | 'onBlind'> {
  return {
    onReload: (reload) => tell(reloadLines(reload, style)),
    onBlind: (reason) => tell(`${blindLine(reason, style)}\n`),
  };
}
