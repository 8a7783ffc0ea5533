/**
 * `kaa sim record`: the messages of a running platform, or of a broker, as a file.
 */
import { option, string } from '@oclif/core/flags';
import { type RecordReport, recordBroker, recordPlatform } from '../../index.js';
import { count, span } from '../../tui/format.js';
import { durationFlag } from '../flags.js';
import { onInterrupt } from '../interrupt.js';
import { OperatorCommand } from '../operator-command.js';
import { startLine } from '../status-line.js';
import { certificateFlags } from '../target-flags.js';

export default class SimRecord extends OperatorCommand {
  static override description =
    'Record the messages between endpoints and platform, until Ctrl-C or for a while.\n' +
    'From the running local platform, which tells of them, or from an MQTT broker that routes them to subscribers.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> --output session.ndjson',
    '<%= config.bin %> <%= command.id %> --output session.ndjson --duration 10m --endpoint thermostat-0001',
    '<%= config.bin %> <%= command.id %> --output broker.ndjson --target mqtt://127.0.0.1:1883 --filter kp1/#',
  ];

  static override flags = {
    output: string({
      char: 'o',
      description: 'The recording; a file of that name is replaced.',
      env: 'KAA_OUTPUT',
      helpValue: 'FILE',
      default: 'recording.ndjson',
    }),
    duration: durationFlag({ description: 'How long to record; until Ctrl-C without it.' }),
    endpoint: string({ description: 'Only messages of this endpoint, by token or ID.', helpValue: 'TOKEN' }),
    direction: option({ options: ['in', 'out'] as const })({
      description: 'Only what endpoints send (in), or what the platform sends (out).',
    }),
    target: string({
      description:
        'An MQTT broker in place of the local platform: mqtt://host:port, or with mqtts, ws or wss.',
      env: 'KAA_TARGET',
      helpValue: 'URL',
      exclusive: ['endpoint', 'direction', 'url'],
    }),
    filter: string({
      description: 'Topic filter of the subscription; may be given several times. kp1/# without it.',
      helpValue: 'FILTER',
      dependsOn: ['target'],
      multiple: true,
    }),
    username: string({
      description: 'User name for the broker.',
      env: 'KAA_USERNAME',
      dependsOn: ['target'],
    }),
    password: string({
      description: 'Password for the broker.',
      env: 'KAA_PASSWORD',
      dependsOn: ['username'],
    }),
    ...certificateFlags(),
  };

  async run(): Promise<RecordReport> {
    const { flags } = await this.parse(SimRecord);
    const interrupt = onInterrupt();
    const line = startLine(process.stderr);
    const common = {
      output: flags.output,
      durationMs: flags.duration,
      signal: interrupt.signal,
      onProgress: (messages: number) => line.show(`${count(messages)} messages; Ctrl-C ends the recording`),
    };
    try {
      const { target, username, password, ca, cert, key } = flags;
      line.show('Waiting for messages; Ctrl-C ends the recording');
      const report =
        target === undefined
          ? await recordPlatform(await this.kaa(flags), flags, common)
          : await recordBroker({
              ...{ ...common, target, tls: { ca, cert, key } },
              filters: flags.filter,
              allowRemote: flags['allow-remote'],
              credentials: username === undefined ? undefined : { username, password },
            });
      line.clear();
      this.log(`  ${said(report)}`);
      return report;
    } finally {
      line.clear();
      interrupt.release();
    }
  }
}

function said({ file, messages, missed, durationMs, ended }: RecordReport): string {
  const lost = missed === 0 ? '' : `; ${count(missed)} came too fast to be recorded`;
  const why = ended === undefined ? '' : `; it ended since ${ended}`;
  return `${file}: ${count(messages.in)} messages of endpoints, ${count(messages.out)} of the platform in ${span(durationMs)}${lost}${why}`;
}
