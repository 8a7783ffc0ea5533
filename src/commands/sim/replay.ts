/**
 * `kaa sim replay`: sends a recording again, and judges the answers.
 */
import { string as textArgument } from '@oclif/core/args';
import { boolean, option, string } from '@oclif/core/flags';
import { type ReplayProgress, type ReplayReport, replayRecording, WallClock } from '../../index.js';
import { count, span } from '../../tui/format.js';
import { BaseCommand } from '../base.js';
import { EXIT } from '../exit-codes.js';
import { blueprintFlag, countFlag, durationFlag, multipleFlag } from '../flags.js';
import { startFrom } from '../instants.js';
import { type Interrupt, onInterrupt } from '../interrupt.js';
import { keyboard } from '../keyboard.js';
import { say } from '../output.js';
import { summary } from '../render/summary.js';
import { startLine } from '../status-line.js';
import { targetFlags } from '../target-flags.js';

export default class SimReplay extends BaseCommand {
  static override description =
    'Send a recording again: the requests of its endpoints, as far apart as they were, with new request IDs.\n' +
    'On a terminal the space bar stops and continues. Exit code 0: every data sample was confirmed; 1: not all were.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> session.ndjson --rate 10',
    '<%= config.bin %> <%= command.id %> session.ndjson --from 10m --to 15m --loop 3',
    '<%= config.bin %> <%= command.id %> session.ndjson --target mqtt://127.0.0.1:1883',
  ];

  static override args = {
    file: textArgument({ description: 'The recording, or a journal.', required: true }),
  };

  static override flags = {
    blueprint: blueprintFlag(),
    ...targetFlags(),
    rate: multipleFlag({
      description: 'How many times as fast as it was recorded, above 0; 1 without it.',
      env: 'KAA_RATE',
    }),
    from: string({
      description: 'Begin there: 10m after its first message, or an instant.',
      helpValue: 'TIME',
    }),
    to: string({ description: 'End there.', helpValue: 'TIME' }),
    loop: countFlag({ description: 'How many times it is sent; once without it.', env: 'KAA_LOOP' }),
    gateways: countFlag({
      description:
        'So many connections for the endpoints of each application version; one for each without it.',
      env: 'KAA_GATEWAYS',
    }),
    transport: option({ options: ['tcp', 'memory'] as const })({
      description: 'How its own platform is reached; tcp up to 4,000 clients, then memory.',
      env: 'KAA_TRANSPORT',
    }),
    virtual: boolean({
      description: 'Virtual time: as fast as the work goes, over memory.',
      env: 'KAA_VIRTUAL',
    }),
    start: string({
      description: 'When virtual time begins, in ISO 8601 or as now-7d.',
      env: 'KAA_START',
      helpValue: 'TIME',
    }),
    'response-timeout': durationFlag({
      description: 'Answers after this are late; 5s without it.',
      env: 'KAA_RESPONSE_TIMEOUT',
    }),
    threshold: string({
      description:
        'What a figure must be for the replay to pass, such as "p99 < 200ms"; may be given several times.',
      env: 'KAA_THRESHOLD',
      helpValue: 'RULE',
      multiple: true,
    }),
    journal: string({
      description: 'Write every event to this file, one JSON object a line.',
      env: 'KAA_JOURNAL',
      helpValue: 'FILE',
    }),
  };

  async run(): Promise<ReplayReport> {
    const { args, flags } = await this.parse(SimReplay);
    const { username, password, ca, cert, key } = flags;
    const interrupt = onInterrupt();
    const line = startLine(process.stderr);
    let keys = { stop: () => {} };
    try {
      const report = await replayRecording({
        ...flags,
        file: args.file,
        loops: flags.loop,
        allowRemote: flags['allow-remote'],
        credentials: username === undefined ? undefined : { username, password },
        tls: { ca, cert, key },
        thresholds: [flags.threshold ?? []].flat(),
        journalFile: flags.journal,
        responseTimeoutMs: flags['response-timeout'],
        startAt: flags.start === undefined ? undefined : startFrom(flags.start, new WallClock().now()),
        signal: interrupt.signal,
        onStart: ({ target, endpoints, requests, spanMs }) =>
          say(
            `  ${args.file}: ${count(requests)} requests of ${count(endpoints)} endpoints within ${span(spanMs)}, to ${target}\n`,
          ),
        onTape: (tape) => {
          keys = playerKeys(tape, interrupt);
        },
        onProgress: (progress) => line.show(said(progress)),
      });
      line.clear();
      this.log(summary(report, this.style));
      const exitCode = report.verdict === 'pass' ? EXIT.pass : EXIT.fail;
      process.exitCode = report.interrupted ? EXIT.interrupted : exitCode;
      return report;
    } finally {
      keys.stop();
      line.clear();
      interrupt.release();
    }
  }
}

interface Pausable {
  readonly isPaused: boolean;
  pause(): void;
  resume(): void;
}

/** The space bar stops and continues. */
function playerKeys(tape: Pausable, interrupt: Interrupt): { stop(): void } {
  return keyboard((key) => {
    if (key === 'q' || key === '\u0003') interrupt.request();
    else if (key !== ' ') return;
    else if (tape.isPaused) tape.resume();
    else tape.pause();
  });
}

function said({ isPaused, positionMs, loop, samples }: ReplayProgress): string {
  const where = `${span(Math.max(0, positionMs))}${loop > 1 ? `, time ${loop}` : ''}`;
  const sent = `${count(samples.sent)} data samples sent, ${count(samples.confirmed)} confirmed`;
  return `${isPaused ? '⏸' : '▶'} ${where}   ${sent}   ${isPaused ? 'space continues' : 'space pauses'}`;
}
