/**
 * `kaa command invoke`: sends a command to an endpoint and waits for what becomes of it.
 */
import { string as textArgument } from '@oclif/core/args';
import { string } from '@oclif/core/flags';
import { type InvocationOutcome, invokeCommand } from '../../operator/cex.js';
import { commandDoubt } from '../../operator/doubts.js';
import { findEndpoint } from '../../operator/resolve.js';
import { EXIT } from '../exit-codes.js';
import { OperatorCommand } from '../operator-command.js';
import { applicationFlag, jsonFrom, spanFlag } from '../operator-flags.js';
import { invocation } from '../render/invocation.js';

const AWAIT_MS = 10_000;
const TTL_MS = 60_000;

export default class CommandInvoke extends OperatorCommand {
  static override description =
    'Send a command to an endpoint and wait for its answer.\n' +
    'Exit code 0: answered with a 2xx status code; 1: answered with another, expired, or not answered in time.';

  static override examples = [
    `<%= config.bin %> <%= command.id %> set-setpoint --endpoint thermostat-a --payload '{"setpoint": 22}'`,
    '<%= config.bin %> <%= command.id %> reboot --endpoint thermostat-a --await 0s --ttl 1h',
  ];

  static override args = {
    type: textArgument({ description: 'Command type, such as set-setpoint.', required: true }),
  };

  static override flags = {
    endpoint: string({
      description: 'Endpoint ID, or a token of the endpoint.',
      env: 'KAA_ENDPOINT',
      required: true,
    }),
    application: applicationFlag(),
    payload: string({ description: 'Payload as JSON, or @file; {} without it.', helpValue: 'JSON' }),
    await: spanFlag({ description: 'How long to wait for the answer; 10s without it, 0s not to wait.' }),
    ttl: spanFlag({
      description: 'How long the command stays for an endpoint that is away; 60s without it, 0s: not kept.',
    }),
  };

  async run(): Promise<InvocationOutcome> {
    const { args, flags } = await this.parse(CommandInvoke);
    const { payload } = flags;
    const sent = payload === undefined ? {} : await jsonFrom(payload, '--payload', '{"setpoint": 22}');
    const kaa = await this.kaa(flags);
    const { endpointId, appVersion } = await findEndpoint(kaa, flags.endpoint, flags.application);
    const awaitMs = flags.await ?? AWAIT_MS;
    const outcome = await invokeCommand(kaa, {
      endpointId,
      type: args.type,
      payload: sent,
      awaitMs,
      ttlMs: flags.ttl ?? TTL_MS,
    });
    this.log(invocation(outcome, { awaitMs }, this.style));
    const doubt = await commandDoubt(kaa, appVersion.name, args.type, sent);
    if (doubt !== undefined)
      this.warnOf(`The command is unlike the blueprint of ${appVersion.name}: ${doubt}.`);
    const isFine = outcome.outcome === 'executed' || (outcome.outcome === 'pending' && awaitMs === 0);
    if (!isFine) process.exitCode = EXIT.fail;
    return outcome;
  }
}
