/**
 * `kaa fault arm`: makes the running platform go wrong on purpose.
 */
import { string as textArgument } from '@oclif/core/args';
import { string } from '@oclif/core/flags';
import { armFault, type Fault } from '../../operator/operations.js';
import { findEndpoint } from '../../operator/resolve.js';
import type { Rest } from '../../operator/rest.js';
import { countFlag } from '../flags.js';
import { OperatorCommand } from '../operator-command.js';
import { applicationFlag, endpointFlag, shareFlag, spanFlag } from '../operator-flags.js';
import { faultLine } from '../render/faults.js';

const KINDS = `Kinds:
late               the answer goes out later than it would, by --by
no-answer          the request is handled, and its answer is lost
error              the request is not handled: --status-code instead
reject-token       the answer is that of a suspended token
extension-down     requests reach nobody and have no answer; pushes are lost
duplicate-command  a pushed command is sent twice`;

export default class FaultArm extends OperatorCommand {
  static override description = `Make the running platform go wrong on purpose, from now on.\n${KINDS}`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> late --by 3s --extension dcx --rate 0.1',
    '<%= config.bin %> <%= command.id %> error --status-code 503 --endpoint thermostat-a --times 3',
    '<%= config.bin %> <%= command.id %> no-answer --from 10s --to 20s',
  ];

  static override args = { kind: textArgument({ description: 'What goes wrong.', required: true }) };

  static override flags = {
    by: spanFlag({ description: 'For late: how much later the answer goes out.' }),
    'status-code': countFlag({ description: 'For error: the status code, 400 to 599.' }),
    reason: string({ description: 'For error: the reason phrase.', helpValue: 'TEXT' }),
    extension: string({
      description: 'Only messages of this extension instance; of all without it.',
      helpValue: 'NAME',
    }),
    endpoint: endpointFlag({
      description: 'Only messages of this endpoint, by ID or token; may be repeated. Of all without it.',
      helpValue: 'ENDPOINT',
      multiple: true,
    }),
    application: applicationFlag(),
    rate: shareFlag({ description: 'Probability for each message, 0 to 1; every one without it.' }),
    times: countFlag({ description: 'Strike so often at most.' }),
    from: spanFlag({ description: 'Begin so long from now; at once without it.' }),
    to: spanFlag({ description: 'End so long from now; never without it.' }),
    id: string({ description: 'What to call it; f1, f2 and so on without it.', helpValue: 'ID' }),
  };

  async run(): Promise<Fault> {
    const { args, flags } = await this.parse(FaultArm);
    const kaa = await this.kaa(flags);
    const { extension, rate, times, id, from: fromMs, to: toMs } = flags;
    const fault = await armFault(kaa, {
      kind: args.kind,
      byMs: flags.by,
      statusCode: flags['status-code'],
      reasonPhrase: flags.reason,
      id,
      extension,
      rate,
      times,
      endpointIds: flags.endpoint && (await endpointIdsOf(kaa, flags.endpoint, flags.application)),
      ...((fromMs ?? toMs) === undefined ? {} : { window: { fromMs, toMs } }),
    });
    this.log(`${this.style.green('✓')} The fault ${fault.id} is armed: ${faultLine(fault)}.`);
    this.log(`  Take it away: ${this.config.bin} fault disarm ${fault.id}`);
    return fault;
  }
}

async function endpointIdsOf(kaa: Rest, names: readonly string[], application?: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of names) found.push((await findEndpoint(kaa, name, application)).endpointId);
  return found;
}
