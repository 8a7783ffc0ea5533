/**
 * A fleet run on an existing Kubernetes cluster: an Indexed Job with a pod for each shard, and what the pods need, as YAML.
 *
 * The blueprint with its fleets travels in a ConfigMap, as far as one can hold it; beyond, it belongs into the image. Nothing is
 * sent to a cluster here.
 */
import { posix, relative, resolve, sep } from 'node:path';
import { readBlueprintFiles } from '../blueprint/files.js';
import { kaaError } from '../errors.js';
import { SHARDS_MAX } from '../sim/shards/shard-plan.js';
import { type PlanFleetsOptions, planFleets } from './planned-fleets.js';

export interface KubernetesOptions extends Omit<PlanFleetsOptions, 'shard'> {
  readonly shards: number;
  /** Address of the 1/KP server, as the pods see it. */
  readonly target: string;
  /** With kaa in it. */
  readonly image: string;
  /** Of the Job and all that belongs to it; `kaa-sim` when absent. */
  readonly name?: string | undefined;
  readonly namespace?: string | undefined;
  readonly durationMs?: number | undefined;
  readonly thresholds?: readonly string[] | undefined;
  /** A Secret with the keys `username` and `password`. */
  readonly secret?: string | undefined;
  /** Where the blueprint is in the image; in a ConfigMap when absent. */
  readonly blueprintPath?: string | undefined;
  /** Of each pod, as Kubernetes writes them. */
  readonly cpu?: string | undefined;
  readonly memory?: string | undefined;
}

export interface KubernetesManifest {
  readonly name: string;
  readonly shards: number;
  readonly seed: number;
  readonly endpoints: number;
  readonly connections: number;
  /** One document for each resource. */
  readonly yaml: string;
  /** Shell commands that run it and bring back its report, in order. */
  readonly steps: readonly string[];
}

/** What a ConfigMap can hold, with room for its own words. [Kubernetes: 1 MiB] */
const CONFIG_MAP_BYTES_MAX = 1_000_000;
const BLUEPRINT_FOLDER = '/blueprint';
/** What Kubernetes calls a label of DNS. [RFC 1123] */
const NAME = /^[a-z0-9]([-a-z0-9]{0,50}[a-z0-9])?$/;

/** @throws KaaError FLAG_INVALID, BLUEPRINT_NOT_FOUND, BLUEPRINT_INVALID, FLEETS_NOT_FOUND, CONFIG_MAP_TOO_LARGE */
export async function renderKubernetes(options: KubernetesOptions): Promise<KubernetesManifest> {
  const { shards, name = 'kaa-sim', namespace } = options;
  for (const [flag, value] of [['name', name] as const, ['namespace', namespace ?? name] as const])
    if (!NAME.test(value)) throw invalid(flag, value, 'not a name that Kubernetes takes: a-z, 0-9 and "-"');
  const { blueprint, plan } = await planFleets(options);
  if (shards > plan.clients || shards > SHARDS_MAX)
    throw invalid(
      'shards',
      shards,
      `the run has ${plan.clients} connections, and a shard needs at least one`,
    );
  const files = await readBlueprintFiles(blueprint.folder);
  const fleets = fleetsIn(blueprint.folder, options, files);
  const isMounted = options.blueprintPath === undefined;
  const keys = new Map([...files.keys()].map((path, place) => [path, keyOf(path, place)]));
  const labels = { 'app.kubernetes.io/name': 'kaa-sim', 'app.kubernetes.io/instance': name };
  const metadata = (of: string) => ({ name: of, ...(namespace !== undefined && { namespace }), labels });
  const job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: metadata(name),
    spec: {
      completionMode: 'Indexed',
      completions: shards,
      parallelism: shards,
      // A shard that ran twice would have sent its data samples twice; and one that fails must not take the others with it.
      backoffLimitPerIndex: 0,
      template: {
        metadata: { labels },
        spec: {
          restartPolicy: 'Never',
          containers: [containerOf({ ...options, fleets }, plan.seed, isMounted)],
          ...(isMounted && { volumes: [volumeOf(name, keys)] }),
        },
      },
    },
  };
  const { stringify } = await import('yaml');
  const documents = [...(isMounted ? [configMapOf(metadata(`${name}-blueprint`), files, keys)] : []), job];
  return {
    ...{ name, shards, seed: plan.seed, endpoints: plan.endpoints, connections: plan.clients },
    yaml: documents.map((document) => stringify(document, { lineWidth: 0 })).join('---\n'),
    steps: stepsOf(name, namespace, shards),
  };
}

const invalid = (flag: string, value: string | number, reason: string) =>
  kaaError('FLAG_INVALID', { flag, value, reason });

/** Where the fleets are in the blueprint, which is elsewhere in a pod. */
function fleetsIn(
  folder: string,
  { fleets, blueprintPath }: KubernetesOptions,
  files: ReadonlyMap<string, string>,
): string | undefined {
  if (fleets === undefined) return undefined;
  const path = relative(folder, resolve(fleets)).split(sep).join('/');
  const isThere = [...files.keys()].some((file) => file === path || file.startsWith(`${path}/`));
  if (isThere || (blueprintPath !== undefined && !path.startsWith('..'))) return path;
  throw invalid('fleets', fleets, 'only fleets in fleets/ of the blueprint travel with it');
}

function containerOf(options: KubernetesOptions, seed: number, isMounted: boolean) {
  const { image, target, secret, cpu = '1', memory = '512Mi', blueprintPath = BLUEPRINT_FOLDER } = options;
  const resources = { cpu, memory };
  const secretEnv = (key: 'username' | 'password') => ({
    name: `KAA_${key.toUpperCase()}`,
    valueFrom: { secretKeyRef: { name: secret, key } },
  });
  return {
    name: 'kaa',
    image,
    // Kubernetes counts from 0, shards from 1. The report goes to the log of the pod, as its only line.
    command: [
      'sh',
      '-c',
      `exec kaa sim run --shard "$((JOB_COMPLETION_INDEX + 1))/${options.shards}" "$@"`,
      'kaa',
    ],
    args: argumentsOf(options, { blueprintPath, seed, target }),
    env: [
      { name: 'NO_COLOR', value: '1' },
      ...(secret === undefined ? [] : [secretEnv('username'), secretEnv('password')]),
    ],
    resources: { requests: resources, limits: { memory } },
    ...(isMounted && {
      volumeMounts: [{ name: 'blueprint', mountPath: BLUEPRINT_FOLDER, readOnly: true }],
    }),
  };
}

interface Told {
  readonly blueprintPath: string;
  readonly seed: number;
  readonly target: string;
}

function argumentsOf(options: KubernetesOptions, { blueprintPath, seed, target }: Told): string[] {
  const { fleets, durationMs, endpoints, rate, confirm, thresholds = [] } = options;
  const flag = (name: string, value: string | number | undefined) =>
    value === undefined ? [] : [`--${name}`, String(value)];
  return [
    ...(fleets === undefined ? [] : [posix.join(blueprintPath, fleets)]),
    ...flag('blueprint', blueprintPath),
    ...flag('target', target),
    '--allow-remote',
    ...flag('seed', seed),
    ...flag('duration', durationMs === undefined ? undefined : `${durationMs}ms`),
    ...flag('endpoints', endpoints),
    ...flag('rate', rate),
    ...flag('confirm', confirm),
    ...thresholds.flatMap((threshold) => flag('threshold', threshold)),
    '--json',
  ];
}

function configMapOf(
  metadata: object,
  files: ReadonlyMap<string, string>,
  keys: ReadonlyMap<string, string>,
) {
  const data = Object.fromEntries([...files].map(([path, text]) => [keys.get(path) ?? path, text]));
  const bytes = Buffer.byteLength(JSON.stringify(data));
  if (bytes > CONFIG_MAP_BYTES_MAX) throw kaaError('CONFIG_MAP_TOO_LARGE', { bytes });
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data };
}

/** Keys of a ConfigMap have no slashes, so each says where its file goes. */
const volumeOf = (name: string, keys: ReadonlyMap<string, string>) => ({
  name: 'blueprint',
  configMap: {
    name: `${name}-blueprint`,
    items: [...keys].map(([path, key]) => ({ key, path })),
  },
});

/** The number keeps apart what differs only in characters that a key cannot have. */
const keyOf = (path: string, place: number) =>
  `${place}-${path.replaceAll(/[^A-Za-z0-9._-]/g, '-')}`.slice(-253);

function stepsOf(name: string, namespace: string | undefined, shards: number): string[] {
  const kubectl = `kubectl${namespace === undefined ? '' : ` -n ${namespace}`}`;
  const pod = `-l batch.kubernetes.io/job-name=${name},batch.kubernetes.io/job-completion-index=$i`;
  return [
    `${kubectl} apply -f ${name}.yaml`,
    `until ${kubectl} get job ${name} -o jsonpath='{.status.conditions[*].type}' | grep -Eq 'Complete|Failed'; do sleep 5; done`,
    `mkdir -p reports; for i in $(seq 0 ${shards - 1}); do ${kubectl} logs ${pod} --tail=1 > reports/shard-$((i + 1)).json; done`,
    'kaa sim merge reports',
  ];
}
