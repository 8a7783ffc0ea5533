/**
 * REST of a platform that listens nowhere: the same answers, streams that can be left, nothing left behind.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type InProcessRest, restInProcess } from '../../src/facade/in-process-rest.js';
import { journalStream } from '../../src/operator/events.js';
import { watchFigures } from '../../src/operator/monitor/figures.js';
import { statusOf } from '../../src/operator/rest.js';
import { platformStatus } from '../../src/operator/status.js';
import { openRest, type RestBench } from '../platform/rest/harness.js';

let bench: RestBench;
let door: InProcessRest;

beforeEach(async () => {
  bench = await openRest();
  door = await restInProcess(bench.platform);
});
afterEach(async () => {
  await door.close();
  await bench.app.close();
  await bench.platform.stop();
});

test('answers, with and without a body, and refusals', async () => {
  expect(await platformStatus(door.rest)).toMatchObject({ blueprint: { name: 'demo' } });
  const path = `/epr/api/v1/endpoints/${bench.idOf('alpha')}/metadata/room`;
  await door.rest.call({ method: 'PUT', path, body: 7 });
  expect((await door.rest.call({ path })).body).toBe(7);
  const refusal = await door.rest.call({ path: '/epr/api/v1/endpoints/nobody' }).catch(statusOf);
  expect(refusal).toBe(404);
});

test('a stream that is left ends on both sides', async () => {
  const abort = new AbortController();
  for await (const figures of watchFigures(door.rest, abort.signal)) {
    expect(figures.blueprint.name).toBe('demo');
    abort.abort();
  }
  await new Promise((resolve) => setImmediate(resolve));
  expect(bench.clock.pending()).not.toContain('figures of the platform');
});

test('the journal as far as it goes', async () => {
  const found: string[] = [];
  const { signal } = new AbortController();
  for await (const item of journalStream(door.rest, { since: -1, follow: false }, signal)) {
    if ('event' in item) found.push(item.event.type);
  }
  expect(found).toHaveLength(bench.journal.length);
});
