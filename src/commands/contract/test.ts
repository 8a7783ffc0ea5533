/**
 * `kaa contract test`: does a fleet or a device keep the contract of its application version?
 */
import { string as textArgument } from '@oclif/core/args';
import { boolean, string } from '@oclif/core/flags';
import { kaaError } from '../../errors.js';
import { type ContractReport, runContract, type SubjectOptions } from '../../index.js';
import { BaseCommand } from '../base.js';
import {
  contractProgress,
  deviceAddress,
  finishContract,
  openContractReports,
  reportFlag,
} from '../contract-output.js';
import { countFlag, durationFlag, hostFlag, portFlag, seedFlag } from '../flags.js';
import { thisMachine } from '../host.js';
import { onInterrupt } from '../interrupt.js';

const DEFAULT_PORT = 1883;
const DEFAULT_HTTP_PORT = 8080;

/** Flags that say nothing about the subject; environment variables of that name may be about something else. */
const USELESS = {
  device: ['host', 'port', 'http-port'],
  fleets: ['host', 'port', 'http-port', 'token'],
} as const;

/** @throws KaaError FLAG_INVALID */
function refuseUseless(
  { device, wait }: { readonly device?: string | undefined; readonly wait?: boolean },
  raw: readonly { readonly type: string; readonly flag?: string; readonly input: string }[],
): void {
  if (wait === true) return;
  const useless: readonly string[] = USELESS[device === undefined ? 'fleets' : 'device'];
  const found = raw.find(({ flag }) => flag !== undefined && useless.includes(flag));
  if (found === undefined) return;
  const reason =
    device === undefined
      ? 'it is about a device; fleets in virtual time have no addresses, and tokens of their own'
      : 'it is about a device that connects by itself; one that is started is told its address. Leave it out, or use --wait';
  throw kaaError('FLAG_INVALID', { flag: found.flag ?? '', value: found.input, reason });
}

export default class ContractTest extends BaseCommand {
  static override description =
    'Test whether the endpoints of an application version keep its contract.\n' +
    'The simulated fleets, in virtual time; a device that is started, with addresses and token in its environment (KAA_MQTT_URL, KAA_TOKEN, …); or one that connects by itself.\n' +
    'Commands and configurations are sent, answers held back, the link is cut; verdicts come from what was seen on the wire.\n' +
    'Exit code 0: everything passed; 1: something failed; 3: something was never exercised.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    "<%= config.bin %> <%= command.id %> --device 'python3 device.py' --app-version demo-v1",
    '<%= config.bin %> <%= command.id %> --wait --token sensor-1 --only answers-reboot,schema.*',
    '<%= config.bin %> <%= command.id %> --seed 1 --report text --report junit=contract.xml --report html=contract.html',
  ];

  static override args = {
    blueprint: textArgument({
      description: 'Folder of the blueprint; the current folder and those above it are searched without it.',
    }),
  };

  static override flags = {
    'app-version': string({
      description: 'Application version to test; every one that fleets speak for without it.',
      env: 'KAA_APP_VERSION',
      helpValue: 'NAME',
    }),
    device: string({
      description: 'Start this command as the device under test.',
      env: 'KAA_DEVICE',
      helpValue: 'COMMAND',
      exclusive: ['wait', 'fleets'],
    }),
    wait: boolean({
      description: 'Wait for a device that connects by itself.',
      exclusive: ['device', 'fleets'],
    }),
    fleets: string({
      description: 'A fleet file or a folder of them; fleets/ of the blueprint without it.',
      env: 'KAA_FLEETS',
      helpValue: 'PATH',
    }),
    token: string({ description: 'Token of the device.', env: 'KAA_TOKEN' }),
    host: hostFlag({ description: 'Address to listen on for a device that connects by itself.' }),
    port: portFlag({
      description: `TCP port for MQTT of a device that connects by itself; ${DEFAULT_PORT} without it.`,
    }),
    'http-port': portFlag({
      description: `TCP port for HTTP and WebSocket of such a device; ${DEFAULT_HTTP_PORT} without it.`,
      env: 'KAA_HTTP_PORT',
    }),
    only: string({
      description: 'Expectations to test, such as answers-reboot,schema.*.',
      env: 'KAA_ONLY',
      helpValue: 'IDS',
      multiple: true,
      delimiter: ',',
    }),
    repeat: countFlag({ description: 'Test so often, each time with the next seed.', env: 'KAA_REPEAT' }),
    timeout: durationFlag({
      description: 'How long one test may take; what is not decided by then is unknown. 10m without it.',
      env: 'KAA_TIMEOUT',
    }),
    seed: seedFlag(),
    report: reportFlag(),
  };

  async run(): Promise<ContractReport> {
    const { args, flags, raw } = await this.parse(ContractTest);
    refuseUseless(flags, raw);
    const reports = await openContractReports(flags.report);
    const interrupt = onInterrupt();
    const progress = contractProgress(process.stderr, process.env);
    try {
      const outcome = await runContract({
        blueprint: args.blueprint,
        appVersion: flags['app-version'],
        subject: this.subject(flags),
        only: flags.only,
        repeat: flags.repeat,
        timeoutMs: flags.timeout,
        seed: flags.seed,
        onStep: progress.step,
        signal: interrupt.signal,
      });
      progress.stop();
      return await finishContract(this, outcome, reports);
    } finally {
      progress.stop();
      interrupt.release();
      await reports.close();
    }
  }

  private subject(flags: {
    readonly device?: string | undefined;
    readonly wait?: boolean;
    readonly fleets?: string | undefined;
    readonly token?: string | undefined;
    readonly host?: string | undefined;
    readonly port?: number | undefined;
    readonly 'http-port'?: number | undefined;
  }): SubjectOptions {
    const { device, wait, fleets, token, host } = flags;
    if (device !== undefined) return { kind: 'device', command: device, token, process: thisMachine() };
    if (wait !== true) return { kind: 'fleets', fleets };
    return {
      kind: 'wait',
      token,
      host,
      port: flags.port ?? DEFAULT_PORT,
      httpPort: flags['http-port'] ?? DEFAULT_HTTP_PORT,
      onReady: (address) => this.logToStderr(deviceAddress(address, this.errorStyle)),
    };
  }
}
