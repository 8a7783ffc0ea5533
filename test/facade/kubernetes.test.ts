/**
 * Goal: the YAML is what Kubernetes takes (as far as can be said without it), carries the whole blueprint, and its pods run the
 * shards that were meant.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { type KubernetesOptions, renderKubernetes } from '../../src/facade/kubernetes.js';

const folder = mkdtempSync(join(tmpdir(), 'kaa-kubernetes-'));
afterAll(() => rmSync(folder, { recursive: true }));
const BLUEPRINT = 'name: rooms\ntenant: kaa\napplications:\n  rooms: { versions: { rooms-v1: {} } }\n';
const FLEET =
  'fleet: rooms\nversion: rooms-v1\nendpoints: 50\ntoken: room-{index}\nsamples: { every: 1s, fields: { t: 21 } }\n';
mkdirSync(join(folder, 'fleets'));
writeFileSync(join(folder, 'blueprint.yaml'), BLUEPRINT);
writeFileSync(join(folder, 'fleets/rooms.yaml'), FLEET);

const render = async (options: Partial<KubernetesOptions> = {}) => {
  const manifest = await renderKubernetes({
    ...{ blueprint: folder, shards: 4, target: 'mqtt://kpc.kaa:1883', image: 'registry.example/kaa:1' },
    ...options,
  });
  const documents = parseAllDocuments(manifest.yaml).map((document) => document.toJS());
  return { manifest, documents, job: documents.at(-1), pod: documents.at(-1).spec.template.spec };
};

/** Every member that Kubernetes knows of what is rendered, by kind of object: it refuses others. [Kubernetes API 1.29] */
const KNOWN = {
  document: ['apiVersion', 'kind', 'metadata', 'spec', 'data'],
  metadata: ['name', 'namespace', 'labels'],
  job: ['completionMode', 'completions', 'parallelism', 'backoffLimitPerIndex', 'template'],
  template: ['metadata', 'spec'],
  pod: ['restartPolicy', 'containers', 'volumes'],
  container: ['name', 'image', 'command', 'args', 'env', 'resources', 'volumeMounts'],
  volume: ['name', 'configMap'],
};
const isKnown = (value: object, kind: keyof typeof KNOWN) =>
  expect(KNOWN[kind]).toEqual(expect.arrayContaining(Object.keys(value)));

describe('the manifest', () => {
  test('is an Indexed Job and a ConfigMap, of members that Kubernetes knows', async () => {
    const { documents, job, pod } = await render({
      namespace: 'load',
      secret: 'kpc',
      cpu: '2',
      memory: '1Gi',
    });
    expect(documents.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`)).toEqual([
      'v1 ConfigMap',
      'batch/v1 Job',
    ]);
    for (const document of documents) {
      isKnown(document, 'document');
      isKnown(document.metadata, 'metadata');
      expect(document.metadata.namespace).toBe('load');
    }
    isKnown(job.spec, 'job');
    isKnown(job.spec.template, 'template');
    isKnown(pod, 'pod');
    isKnown(pod.containers[0], 'container');
    isKnown(pod.volumes[0], 'volume');
    expect(job.spec).toMatchObject({
      completionMode: 'Indexed',
      completions: 4,
      parallelism: 4,
      backoffLimitPerIndex: 0,
    });
    expect(pod.restartPolicy).toBe('Never');
    const { env, args, command, image } = pod.containers[0];
    for (const text of [...args, ...command, ...env.flatMap((one: { value?: string }) => one.value ?? [])])
      expect(typeof text).toBe('string');
    expect(image).toBe('registry.example/kaa:1');
    expect(env[1]).toEqual({
      name: 'KAA_USERNAME',
      valueFrom: { secretKeyRef: { name: 'kpc', key: 'username' } },
    });
  });

  test('every file of the blueprint is in the ConfigMap under a key that is one, and is mounted where it was', async () => {
    const { documents, pod } = await render();
    const [{ data, metadata }] = documents;
    const { configMap } = pod.volumes[0];
    expect(configMap.name).toBe(metadata.name);
    const mounted = Object.fromEntries(
      configMap.items.map(({ key, path }: { key: string; path: string }) => [path, data[key]]),
    );
    expect(mounted).toEqual({ 'blueprint.yaml': BLUEPRINT, 'fleets/rooms.yaml': FLEET });
    for (const key of Object.keys(data)) expect(key).toMatch(/^[-._a-zA-Z0-9]{1,253}$/);
  });

  test('the pods run one shard each, all with the same seed and flags', async () => {
    const { manifest, pod } = await render({
      ...{ seed: 7, durationMs: 60_000, thresholds: ['p99 < 1s'], fleets: join(folder, 'fleets/rooms.yaml') },
    });
    const [{ command, args }] = pod.containers;
    expect(command[2]).toBe('exec kaa sim run --shard "$((JOB_COMPLETION_INDEX + 1))/4" "$@"');
    expect(args.join(' ')).toBe(
      '/blueprint/fleets/rooms.yaml --blueprint /blueprint --target mqtt://kpc.kaa:1883 --allow-remote --seed 7 --duration 60000ms --threshold p99 < 1s --json',
    );
    expect(manifest.steps.at(-1)).toBe('kaa sim merge reports');
  });

  test('a blueprint in the image needs no ConfigMap', async () => {
    const { documents, pod } = await render({ blueprintPath: '/srv/rooms' });
    expect(documents).toHaveLength(1);
    expect(pod.volumes).toBeUndefined();
    expect(pod.containers[0].args).toContain('/srv/rooms');
  });
});

test('one that no ConfigMap can hold is refused, with what to do', async () => {
  writeFileSync(
    join(folder, 'fleets/large.yaml'),
    `# ${'x'.repeat(1_100_000)}\n${FLEET.replaceAll('room', 'hall').replace('halls-v1', 'rooms-v1')}`,
  );
  await expect(render()).rejects.toMatchObject({ code: 'CONFIG_MAP_TOO_LARGE' });
  rmSync(join(folder, 'fleets/large.yaml'));
});

test.each([
  [{ shards: 51 }, 'shards'],
  [{ name: 'Not A Name' }, 'name'],
  [{ namespace: '-' }, 'namespace'],
])('%j: refused', async (options, flag) => {
  await expect(render(options)).rejects.toMatchObject({ message: expect.stringContaining(`--${flag}`) });
});
