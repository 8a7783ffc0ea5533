/**
 * `kaa sim run`: runs fleets of virtual endpoints and ends with a summary and a verdict.
 */
import { string as textArgument } from '@oclif/core/args';
import { boolean, option, string } from '@oclif/core/flags';
import { type FleetReport, type FleetStart, runFleets } from '../../index.js';
import type { RunView } from '../../tui/run-view.js';
import { BaseCommand } from '../base.js';
import { EXIT } from '../exit-codes.js';
import { blueprintFlag, countFlag, durationFlag, rateFlag, seedFlag } from '../flags.js';
import { onInterrupt } from '../interrupt.js';
import { wantsColour } from '../render/style.js';
import { summary } from '../render/summary.js';

export default class SimRun extends BaseCommand {
  static override description =
    'Run fleets of virtual endpoints against a local platform of their own, or a 1/KP server elsewhere.\n' +
    'Exit code 0: every data sample was confirmed; 1: something was rejected, unanswered or late.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> fleets',
    '<%= config.bin %> <%= command.id %> fleets --duration 1m --endpoints 1000 --seed 7 --json',
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
      description: 'How long data samples are sent; 10s without this and --samples.',
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
    target: string({
      description:
        'Address of a 1/KP server, mqtt://host:port or mqtts://host:port; a platform of its own without it.',
      env: 'KAA_TARGET',
      helpValue: 'URL',
    }),
    'allow-remote': boolean({
      description: 'Allow a target that is not on this machine.',
      env: 'KAA_ALLOW_REMOTE',
    }),
    username: string({ description: 'User name for the target.', env: 'KAA_USERNAME' }),
    password: string({
      description: 'Password for the target.',
      env: 'KAA_PASSWORD',
      dependsOn: ['username'],
    }),
    transport: option({ options: ['tcp', 'memory'] as const })({
      description: 'How its own platform is reached; tcp up to 4,000 clients, then memory.',
      env: 'KAA_TRANSPORT',
    }),
    'response-timeout': durationFlag({
      description: 'Answers after this are late; 5s without it.',
      env: 'KAA_RESPONSE_TIMEOUT',
    }),
    journal: string({
      description: 'Write every event to this file, one JSON object a line.',
      env: 'KAA_JOURNAL',
      helpValue: 'FILE',
    }),
  };

  async run(): Promise<FleetReport> {
    const { args, flags } = await this.parse(SimRun);
    const interrupt = onInterrupt();
    let view: RunView | undefined;
    try {
      const { username, password } = flags;
      const report = await runFleets({
        ...flags,
        fleets: args.fleets,
        durationMs: flags.duration,
        allowRemote: flags['allow-remote'],
        responseTimeoutMs: flags['response-timeout'],
        credentials: username === undefined ? undefined : { username, password },
        journalFile: flags.journal,
        signal: interrupt.signal,
        onStart: async (start) => {
          view = await this.startView(args.fleets ?? 'fleets', start);
        },
        onProgress: (progress) => view?.update(progress),
      });
      view?.stop();
      this.log(summary(report, this.style));
      const exitCode = report.verdict === 'pass' ? EXIT.pass : EXIT.fail;
      process.exitCode = report.interrupted ? EXIT.interrupted : exitCode;
      return report;
    } finally {
      view?.stop();
      interrupt.release();
    }
  }

  private async startView(title: string, { target, seed }: FleetStart): Promise<RunView> {
    const { startRunView } = await import('../../tui/run-view.js');
    const colour = wantsColour(process.stderr, process.env);
    return startRunView({ stream: process.stderr, colour, title, target, seed });
  }
}
