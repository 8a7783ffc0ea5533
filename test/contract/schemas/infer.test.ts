// biome-ignore-all lint/suspicious/noExplicitAny: JSON that the test looks into by hand
/**
 * Goal: what is learned allows all that was seen, says what is a guess, and learns nothing from what was refused. Method: journals
 * written by hand, and one of a real run whose schemas are held against those of its blueprint.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { schemaTools } from '../../../src/blueprint/json-schema.js';
import { inferSchemas, writeSchemas } from '../../../src/facade/contract-schemas/infer.js';

const folder = await mkdtemp(join(tmpdir(), 'kaa-infer-'));
afterAll(() => rm(folder, { recursive: true }));
const tools = schemaTools();

type Members = Readonly<Record<string, unknown>>;
let seq = 0;
const event = (type: string, members: Members) => ({ seq: seq++, at: 0, type, client: 'c', ...members });
const sent = (path: string, payload: unknown, version = 'demo-v1') =>
  event('kpc.message-received', { topic: `kp1/${version}/${path}`, payload: JSON.stringify(payload) });
const got = (path: string, payload: unknown) =>
  event('kpc.message-sent', {
    topic: `kp1/demo-v1/${path}/status`,
    payload: JSON.stringify(payload),
    cause: 'push',
  });

async function* stream<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

const samples = Array.from({ length: 20 }, (_, index) => ({
  temperature: 16.4 + index / 2,
  count: index,
  state: index % 2 === 0 ? 'on' : 'off',
  at: `2026-01-05T00:00:${10 + index}Z`,
  ...(index > 3 ? { note: `n${index}` } : {}),
}));
const JOURNAL = [
  ...samples.map((sample, index) => sent(`dcx/t/json/${index}`, index % 2 === 0 ? sample : [sample])),
  sent('epmx/t/update/keys/1', { room: 'a' }),
  got('cmx/t/config/json', { configId: '1', config: { period: 5 } }),
  got('cex/t/command/reboot', [{ id: 1, payload: { hard: true } }]),
  sent('cex/t/result/reboot/9', [{ id: 1, statusCode: 200, payload: 'done' }]),
];

const infer = (journal: readonly Members[], more: Members = {}) =>
  inferSchemas({ events: stream(journal) as never, ...more });

test('types, required members, bounds, lists and formats, each marked', async () => {
  const { schemas, observations } = await infer(JOURNAL);
  expect(Object.keys(schemas)).toEqual([
    'command.reboot.payload',
    'command.reboot.result',
    'configuration',
    'data-sample',
    'metadata',
  ]);
  expect(observations['data-sample']).toBe(20);
  const sample = schemas['data-sample'] as any;
  expect(sample.required).toEqual(['temperature', 'count', 'state', 'at']);
  expect(sample['x-kaa-inferred']).toEqual({
    observations: 20,
    certain: ['type', 'properties'],
    guessed: ['required'],
  });
  const { temperature, count, state, at, note } = sample.properties;
  expect([temperature.type, temperature.minimum, temperature.maximum]).toEqual(['number', 10, 30]);
  expect(temperature['x-kaa-inferred']).toMatchObject({
    guessed: ['minimum', 'maximum'],
    seen: { minimum: 16.4, maximum: 25.9 },
  });
  expect([count.type, count['x-kaa-inferred'].guessed]).toEqual([
    'integer',
    ['minimum', 'maximum', 'integer'],
  ]);
  expect([state.enum, at.format, note.enum]).toEqual([['off', 'on'], 'date-time', undefined]);
  expect(note['x-kaa-inferred'].observations).toBe(16);
});

test('everything that was seen is allowed', async () => {
  const { schemas } = await infer(JOURNAL);
  expect(tools.schemaFindings(schemas['data-sample'] as object)).toEqual([]);
  expect(samples.flatMap((sample) => tools.validateBy(schemas['data-sample'] as object, sample, []))).toEqual(
    [],
  );
});

test('without guesses only types and members remain', async () => {
  const { schemas } = await infer(JOURNAL, { certainOnly: true });
  const text = JSON.stringify(schemas, (key, value) => (key === 'x-kaa-inferred' ? undefined : value));
  expect(text).not.toMatch(/"(required|minimum|maximum|enum|format)"/);
});

test('nothing is learned from what was refused', async () => {
  const topic = 'kp1/demo-v1/dcx/t/json/99';
  const refused = [
    sent('dcx/t/json/99', { temperature: 'hot' }),
    event('kpc.request-refused', { topic, statusCode: 400, reason: 'no' }),
  ];
  const { schemas, ...counts } = await infer([...JOURNAL, ...refused]);
  expect((schemas['data-sample'] as any).properties.temperature.type).toBe('number');
  expect(counts.refused).toBe(1);
});

test('several versions, or none: told', async () => {
  await expect(infer([...JOURNAL, sent('dcx/t/json', {}, 'other-v1')])).rejects.toMatchObject({
    code: 'INFER_VERSION_NEEDED',
  });
  await expect(infer([])).rejects.toMatchObject({ code: 'INFER_NOTHING_SEEN' });
  await expect(infer(JOURNAL, { appVersion: 'other-v1' })).rejects.toMatchObject({
    message: expect.stringContaining('Seen were: demo-v1'),
  });
});

test('files are laid out as in a scaffold, and never overwritten unasked', async () => {
  const inferred = await infer(JOURNAL);
  const files = await writeSchemas(inferred, folder, false);
  expect(files).toContain(join(folder, 'demo-v1', 'commands', 'reboot.payload.json'));
  const [first = ''] = files;
  await writeFile(first, 'mine');
  await expect(writeSchemas(inferred, folder, false)).rejects.toMatchObject({ code: 'SCHEMA_FILE_EXISTS' });
  expect(await readFile(first, 'utf8')).toBe('mine');
  await writeSchemas(inferred, folder, true);
  expect(await readFile(first, 'utf8')).not.toBe('mine');
});
