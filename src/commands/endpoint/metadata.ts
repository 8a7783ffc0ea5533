/**
 * `kaa endpoint metadata`: shows the metadata of an endpoint, or changes some keys of it.
 */
import { string } from '@oclif/core/flags';
import { metadataOf, metadataPatch, patchMetadata } from '../../operator/epr.js';
import { findEndpoint } from '../../operator/resolve.js';
import { OperatorCommand } from '../operator-command.js';
import { applicationFlag, endpointArgument, pairsFrom } from '../operator-flags.js';
import { record } from '../render/records.js';

export default class EndpointMetadata extends OperatorCommand {
  static override description =
    'Show the metadata of an endpoint; with key=value or --delete change it, all or nothing.\n' +
    'A value that is JSON is taken as such, any other as text.';

  static override usage = '<%= command.id %> ENDPOINT [KEY=VALUE...] [--delete KEY...]';

  static override examples = [
    '<%= config.bin %> <%= command.id %> thermostat-a',
    '<%= config.bin %> <%= command.id %> thermostat-a floor=3 room=kitchen --delete note',
  ];

  static override strict = false;

  static override args = { endpoint: endpointArgument() };

  static override flags = {
    application: applicationFlag(),
    delete: string({ description: 'A key to delete; may be repeated.', helpValue: 'KEY', multiple: true }),
  };

  async run(): Promise<Readonly<Record<string, unknown>>> {
    const { args, flags, argv } = await this.parse(EndpointMetadata);
    const set = pairsFrom(argv.slice(1).map(String));
    const remove = flags.delete ?? [];
    const kaa = await this.kaa(flags);
    const { endpointId } = await findEndpoint(kaa, args.endpoint, flags.application);
    let { metadata, etag } = await metadataOf(kaa, endpointId);
    const operations = metadataPatch(metadata, set, remove);
    if (operations.length > 0) {
      await patchMetadata(kaa, endpointId, { operations, etag });
      ({ metadata } = await metadataOf(kaa, endpointId));
    }
    const isEmpty = Object.keys(metadata).length === 0;
    this.log(isEmpty ? `  ${this.style.dim('no metadata')}` : record(metadata, this.style));
    return metadata;
  }
}
