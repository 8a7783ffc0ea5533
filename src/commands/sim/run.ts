/**
 * `kaa sim run`: runs fleets of virtual endpoints and ends with a summary and a verdict.
 */
import { string as textArgument } from '@oclif/core/args';
import { boolean, option, string } from '@oclif/core/flags';
import { kaaError } from '../../errors.js';
import { type FleetStart, runFleets } from '../../facade/fleets.js';
import { WallClock } from '../../kernel/clock.js';
import { JOURNAL_LIMIT } from '../../kernel/journal.js';
import type { Platform } from '../../platform/platform.js';
import type { FleetReport } from '../../sim/report/report.js';
import type { RunView } from '../../tui/run-view.js';
import { BaseCommand } from '../base.js';
import { EXIT } from '../exit-codes.js';
import {
  blueprintFlag,
  countFlag,
  durationFlag,
  rateFlag,
  seedFlag,
  shardFlag,
  speedFlag,
} from '../flags.js';
import { startFrom } from '../instants.js';
import { type Interrupt, onInterrupt } from '../interrupt.js';
import { say } from '../output.js';
import { type GivenToken, replayCommand } from '../render/replay.js';
import { wantsColour } from '../render/style.js';
import { summary } from '../render/summary.js';
import { targetFlags } from '../target-flags.js';

export default class SimRun extends BaseCommand {
  static override description =
    'Run fleets of virtual endpoints against a local platform of their own, or a 1/KP server elsewhere.\n' +
    'Exit code 0: every data sample was confirmed, or all thresholds were met; 1: they were not.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> fleets',
    '<%= config.bin %> <%= command.id %> fleets --duration 1m --endpoints 1000 --seed 7 --json',
    '<%= config.bin %> <%= command.id %> fleets --virtual --duration 1h --seed 7 --journal hour.ndjson',
    '<%= config.bin %> <%= command.id %> fleets --target mqtt://127.0.0.1:1883',
  ];

  static override args = {
    fleets: textArgument({
      description: 'A fleet file or a folder of them; fleets/ of the blueprint without it.',
    }),
  };

  static override flags = {
    blueprint: blueprintFlag(),
    duration: durationFlag({
      description:
        'How long data samples are sent; without this and --samples as long as the stages, or 10s.',
    }),
    samples: countFlag({
      description: 'End after exactly so many data samples of the whole run.',
      env: 'KAA_SAMPLES',
    }),
    seed: seedFlag(),
    rate: rateFlag(),
    endpoints: countFlag({
      description: 'Endpoints of the whole run; the fleets share them in their own proportion.',
      env: 'KAA_ENDPOINTS',
    }),
    ...targetFlags(),
    transport: option({ options: ['tcp', 'memory', 'direct'] as const })({
      description:
        'How its own platform is reached: tcp up to 4,000 clients, then memory; direct is without MQTT, for very many endpoints.',
      env: 'KAA_TRANSPORT',
    }),
    confirm: option({ options: ['status', 'puback'] as const })({
      description:
        "What confirms data samples: the platform's answer, or for a broker that is no Kaa the PUBACK of MQTT alone.",
      env: 'KAA_CONFIRM',
    }),
    virtual: boolean({
      description:
        'Virtual time: as fast as the work goes, over memory; the same seed gives the same journal, byte for byte.',
      env: 'KAA_VIRTUAL',
    }),
    start: string({
      description: 'When virtual time begins, in ISO 8601 or as now-7d; 2026-01-05T00:00:00Z without it.',
      env: 'KAA_START',
      helpValue: 'TIME',
    }),
    speed: speedFlag(),
    'response-timeout': durationFlag({
      description: 'Answers after this are late; 5s without it.',
      env: 'KAA_RESPONSE_TIMEOUT',
    }),
    threshold: string({
      description:
        'What a figure must be for the run to pass, such as "p99 < 200ms"; may be given several times.',
      env: 'KAA_THRESHOLD',
      helpValue: 'RULE',
      multiple: true,
    }),
    journal: string({
      description: 'Write every event to this file, one JSON object a line.',
      env: 'KAA_JOURNAL',
      helpValue: 'FILE',
    }),
    shard: shardFlag(),
    report: string({
      description: 'Write the report to this file when the run is over, with what kaa sim merge needs.',
      env: 'KAA_REPORT',
      helpValue: 'FILE',
    }),
    tui: boolean({
      description: 'Watch the platform of the run while it goes on, as kaa monitor does; not with --virtual.',
      env: 'KAA_TUI',
    }),
  };

  async run(): Promise<FleetReport> {
    const { args, flags, raw } = await this.parse(SimRun);
    if (flags.tui && flags.virtual) throw unwatchable();
    const startAt = flags.start === undefined ? undefined : startFrom(flags.start, new WallClock().now());
    const interrupt = onInterrupt();
    let view: RunView | undefined;
    let seed: number | undefined;
    try {
      const { ca, cert, key, username, password } = flags;
      const report = await runFleets({
        ...flags,
        fleets: args.fleets,
        durationMs: flags.duration,
        allowRemote: flags['allow-remote'],
        tls: { ca, cert, key },
        responseTimeoutMs: flags['response-timeout'],
        credentials: username === undefined ? undefined : { username, password },
        // From the environment oclif gives the one text that it is.
        thresholds: [flags.threshold ?? []].flat(),
        journalFile: flags.journal,
        reportFile: flags.report,
        startAt,
        signal: interrupt.signal,
        ...(flags.tui && { eventsKept: JOURNAL_LIMIT }),
        onStart: async (start, platform) => {
          seed = start.seed;
          view =
            (flags.tui ? await this.startMonitor(start, platform, interrupt) : undefined) ??
            (await this.startView(args.fleets ?? 'fleets', start, interrupt));
        },
        onProgress: (progress) => view?.update(progress),
      });
      view?.stop();
      this.log(summary(report, this.style));
      if (report.verdict === 'fail' && report.interrupted !== true)
        this.tellReplay(replayOf(raw, flags, report.seed, startAt), report);
      const exitCode = report.verdict === 'pass' ? EXIT.pass : EXIT.fail;
      process.exitCode = report.interrupted ? EXIT.interrupted : exitCode;
      return report;
    } catch (error) {
      // Virtual time repeats what it throws, too.
      if (flags.virtual && seed !== undefined)
        say(`  Exactly the same again: ${replayOf(raw, flags, seed, startAt)}\n`);
      throw error;
    } finally {
      view?.stop();
      interrupt.release();
    }
  }

  /** With `--json` stdout is the report's alone. */
  private tellReplay(command: string, { virtual }: FleetReport): void {
    const what = virtual === undefined ? 'The same data again' : 'Exactly the same again';
    const lines = `\n  ${what}: ${command}`;
    if (this.jsonEnabled()) say(`${lines.trimStart()}\n`);
    else this.log(lines);
  }

  /** Undefined where there is nothing to watch or no terminal to watch it on. */
  private async startMonitor(
    { target }: FleetStart,
    platform: Platform | undefined,
    interrupt: Interrupt,
  ): Promise<RunView | undefined> {
    const { canShowMonitor, monitorAt, monitorOf } = await import('../own-monitor.js');
    if (!canShowMonitor() || this.jsonEnabled()) return undefined;
    if (platform !== undefined) return await monitorOf(platform, interrupt);
    const monitor = await monitorAt(target, interrupt);
    if (monitor === undefined)
      say(`  --tui watches local platforms, and none that is known listens at ${target}\n`);
    return monitor;
  }

  private async startView(title: string, start: FleetStart, interrupt: Interrupt): Promise<RunView> {
    const { target, seed } = start;
    const { startRunView } = await import('../../tui/run-view.js');
    const colour = wantsColour(process.stderr, process.env);
    const view = await startRunView({ stream: process.stderr, colour, title, target, seed });
    const { withRunKeys } = await import('../key-hints.js');
    return withRunKeys(view, interrupt, this.errorStyle);
  }
}

const unwatchable = () =>
  kaaError('TIME_CONFLICT', {
    flag: '--tui',
    other: '--virtual',
    reason: 'virtual time is over before anybody could watch; what is fast and can be watched is --speed 60',
  });

function replayOf(
  given: readonly GivenToken[],
  flags: Readonly<Record<string, unknown>>,
  seed: number,
  startAt: number | undefined,
): string {
  const named = SimRun.flags as Readonly<Record<string, { env?: string }>>;
  const fromEnvironment = Object.fromEntries(
    Object.entries(named).flatMap(([name, { env }]) => {
      const text = process.env[env ?? ''];
      return text === undefined || text === '' || name === 'password' ? [] : [[name, text]];
    }),
  );
  const instead = {
    // What was typed must not be shown, and a shell has it in its history or its environment.
    password: '"$KAA_PASSWORD"',
    ...(startAt !== undefined && { start: new Date(startAt).toISOString() }),
  };
  return replayCommand({ command: 'kaa sim run', given, flags, fromEnvironment, instead, seed });
}
