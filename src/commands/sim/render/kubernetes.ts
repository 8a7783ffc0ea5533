/**
 * `kaa sim render kubernetes`: the shards of a run as a job for a cluster.
 */
import { string as textArgument } from '@oclif/core/args';
import { string } from '@oclif/core/flags';
import { type KubernetesManifest, renderKubernetes } from '../../../index.js';
import { BaseCommand } from '../../base.js';
import { blueprintFlag, countFlag, durationFlag, rateFlag, seedFlag } from '../../flags.js';
import { say } from '../../output.js';

export default class SimRenderKubernetes extends BaseCommand {
  static override description =
    'Write the Kubernetes Job that runs fleets in shards, one pod each, against a 1/KP server.\n' +
    'The YAML goes to the output, and how to run it and to merge the reports to stderr. Nothing is sent to a cluster.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> --shards 8 --target mqtt://kpc.kaa:1883 --image registry.example/kaa:1 > kaa-sim.yaml',
  ];

  static override args = {
    fleets: textArgument({
      description: 'A fleet file or a folder of them, relative to the blueprint; fleets/ without it.',
    }),
  };

  static override flags = {
    blueprint: blueprintFlag(),
    shards: countFlag({ description: 'How many pods share the fleets.', env: 'KAA_SHARDS', required: true }),
    target: string({
      description: 'Address of the 1/KP server, as the pods see it.',
      env: 'KAA_TARGET',
      helpValue: 'URL',
      required: true,
    }),
    image: string({
      description: 'Image with kaa in it; docs/shards.md says how to build one.',
      env: 'KAA_IMAGE',
      helpValue: 'IMAGE',
      required: true,
    }),
    name: string({ description: 'Name of the job.', helpValue: 'NAME', default: 'kaa-sim' }),
    namespace: string({ description: 'Namespace; that of kubectl without it.', helpValue: 'NAME' }),
    duration: durationFlag({ description: 'How long data samples are sent.' }),
    endpoints: countFlag({ description: 'Endpoints of the whole run.', env: 'KAA_ENDPOINTS' }),
    rate: rateFlag(),
    seed: seedFlag(),
    threshold: string({
      description:
        'What a figure of the whole run must be, such as "p99 < 200ms"; may be given several times.',
      env: 'KAA_THRESHOLD',
      helpValue: 'RULE',
      multiple: true,
    }),
    secret: string({
      description: 'Secret of the cluster with the keys username and password, for the target.',
      helpValue: 'NAME',
    }),
    'blueprint-path': string({
      description: 'Where the blueprint is in the image; without it a ConfigMap carries the blueprint.',
      helpValue: 'DIR',
    }),
    cpu: string({ description: 'CPU that each pod asks for.', helpValue: 'N', default: '1' }),
    memory: string({ description: 'Memory of each pod.', helpValue: 'SIZE', default: '512Mi' }),
  };

  async run(): Promise<KubernetesManifest> {
    const { args, flags } = await this.parse(SimRenderKubernetes);
    const manifest = await renderKubernetes({
      ...flags,
      fleets: args.fleets,
      durationMs: flags.duration,
      thresholds: [flags.threshold ?? []].flat(),
      blueprintPath: flags['blueprint-path'],
    });
    this.logData(manifest.yaml.trimEnd());
    const { endpoints, connections, shards, seed, steps } = manifest;
    say(
      `\n  ${endpoints} endpoints on ${connections} connections in ${shards} shards, seed ${seed}\n\n${steps.map((step) => `  ${step}\n`).join('')}`,
    );
    return manifest;
  }
}
