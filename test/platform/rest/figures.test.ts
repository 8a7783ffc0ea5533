/**
 * What monitors ask of a platform: exact figures, rows of endpoints, and a tail that says how much it leaves out.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JournalEvent } from '../../../src/kernel/journal-events.js';
import { matchesTopic } from '../../../src/platform/rest/kaa/event-filter.js';
import { EventSampler } from '../../../src/platform/rest/kaa/event-sampler.js';
import { ResponseTimes } from '../../../src/platform/rest/kaa/response-times.js';
import { connected, publish } from '../../helpers/wire-client.js';
import { openRest, type RestBench } from './harness.js';

let rest: RestBench;

beforeEach(async () => {
  rest = await openRest();
  await rest.platform.start();
});

afterEach(async () => {
  await rest.app.close();
  await rest.platform.stop();
});

async function turn(): Promise<void> {
  for (let i = 0; i < 10; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** The reports of the stream so far. */
async function watch() {
  const response = await rest.app.inject({ method: 'GET', url: '/kaa/figures', payloadAsStream: true });
  let text = '';
  response.stream().on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  await turn();
  return () => [...text.matchAll(/^data: (.*)$/gm)].map((match) => JSON.parse(match[1] as string));
}

/** One good request of alpha, one that is refused, one for a version that is not served. */
async function someMessages(): Promise<void> {
  const device = await connected(rest.platform.connect(), 'gateway');
  device.send(publish('kp1/demo-v1/dcx/alpha/json/1', '[{"a":1},{"a":2}]'));
  device.send(publish('kp1/demo-v1/dcx/alpha/json/2', '{"not":'));
  device.send(publish('kp1/demo-v9/dcx/alpha/json/3', '[]'));
  await device.quiet();
  await turn();
  device.destroy();
}

describe('GET /kaa/figures', () => {
  it('reports at once and every second, exactly, whether it watched or not', async () => {
    await someMessages();
    const reports = await watch();
    expect(reports()[0]).toMatchObject({
      endpoints: { total: rest.platform.services.epr.size },
      messages: { received: 3, ignored: 1, refused: 1 },
      samples: 2,
      events: { 'kpc.message-received': 3 },
    });
    await someMessages();
    await rest.clock.advance(1000);
    await turn();
    expect(reports()).toHaveLength(2);
    expect(reports()[1]).toMatchObject({ messages: { received: 6 }, samples: 4 });
    const { extensions, errors, responseTimeMs } = reports()[1];
    const dcx = { name: 'dcx', received: 4, answered: 4, pushed: 0, refused: 2, failures: 0 };
    expect(extensions).toContainEqual(dcx);
    const codes = new Map(
      errors.map((one: { statusCode: number; count: number }) => [one.statusCode, one.count]),
    );
    expect([codes.get(400), codes.get(404)]).toEqual([2, 2]);
    expect(responseTimeMs.count).toBeGreaterThanOrEqual(4);
  });

  it('counts nothing while nobody watches, and leaves nothing behind', async () => {
    await watch();
    expect(rest.clock.pending()).toContain('figures of the platform');
    await rest.app.close();
    await turn();
    expect(rest.clock.pending()).not.toContain('figures of the platform');
  });
});

describe('GET /kaa/figures/endpoints', () => {
  const rows = async (query = '') => (await rest.call('GET', `/kaa/figures/endpoints${query}`)).body;

  it('has a row for each endpoint, filtered, sorted and in pages', async () => {
    await someMessages();
    await turn();
    const all = await rows();
    expect(all.totalElements).toBe(rest.platform.services.epr.size);
    const [busiest] = (await rows('?sort=-received&limit=1')).content;
    expect(busiest).toMatchObject({ token: 'alpha', received: 2, errors: 1, perMinute: 2 });
    expect(busiest.lastSeenAt).not.toBeNull();
    expect((await rows('?filter=ALPHA')).content[0].token).toBe('alpha');
    expect((await rows('?filter=alpha%20nonsense')).totalElements).toBe(0);
    const [second] = (await rows('?offset=1&limit=1')).content;
    expect(second.token).toBe(all.content[1].token);
  });

  it('refuses to sort by what there is not', async () => {
    expect((await rest.call('GET', '/kaa/figures/endpoints?sort=colour')).status).toBe(400);
  });
});

describe('the stream of events', () => {
  async function events(query: string): Promise<string[]> {
    const response = await rest.app.inject({
      method: 'GET',
      url: `/kaa/events?follow=false&since=-1&${query}`,
    });
    return [...response.payload.matchAll(/^data: (.*)$/gm)].map((match) => match[1] as string);
  }

  it('filters messages by direction, outcome, topic and payload, and ends where it is told to', async () => {
    await someMessages();
    const types = async (query: string) => (await events(query)).map((data) => JSON.parse(data).type);
    expect(await types('direction=in&type=kpc.message-received')).toHaveLength(3);
    expect(await types('status=error&type=kpc.message-sent')).toHaveLength(2);
    expect(await types('topic=kp1/%2B/dcx/%23&type=kpc.message-received&contains=%22a%22:2')).toHaveLength(1);
    expect(await types('topic=kp1/other/%23')).toEqual([]);
  });

  it('with perSecond says how many it has left out', async () => {
    for (let i = 0; i < 30; i++)
      await rest.call('PUT', `/epr/api/v1/endpoints/${rest.idOf('alpha')}/metadata/n`, i);
    await rest.clock.advance(2000);
    await rest.call('PUT', `/epr/api/v1/endpoints/${rest.idOf('alpha')}/metadata/n`, 99);
    const told = await events('type=epr.metadata&perSecond=10');
    const leftOut = told.flatMap((data) => JSON.parse(data).count ?? []);
    const shown = told.filter((data) => data.includes('epr.metadata'));
    expect(shown.length + leftOut.reduce((sum, count) => sum + count, 0)).toBe(31);
    expect(shown.length).toBeLessThan(10);
  });
});

describe('sampling', () => {
  const message = (seq: number, type: string, topic: string, cause?: string) =>
    ({ seq, at: seq, type, client: 'c', topic, qos: 1, payload: '', cause }) as unknown as JournalEvent;

  it('lets an answer through with its request, and not without', () => {
    const sampler = new EventSampler(10, true);
    const taken = Array.from({ length: 200 }, (_, i) => {
      const topic = `kp1/v/dcx/a/json/${i}`;
      const asked = sampler.takes(message(i, 'kpc.message-received', topic));
      const answered = sampler.takes(message(i, 'kpc.message-sent', `${topic}/status`, 'status'));
      return [asked, answered];
    });
    for (const [asked, answered] of taken) expect(answered).toBe(asked);
    const requests = taken.filter(([asked]) => asked).length;
    expect(requests).toBeGreaterThan(0);
    expect(requests).toBeLessThanOrEqual(4);
    expect(sampler.takeLeftOut()).toBe(2 * (200 - requests));
    expect(sampler.takeLeftOut()).toBe(0);
  });
});

describe('response times', () => {
  it('percentiles within a twentieth, of the last ten seconds alone', () => {
    const times = new ResponseTimes();
    for (let ms = 1; ms <= 100; ms++) {
      times.asked('c', `t/${ms}`, 1000);
      times.answered('c', `t/${ms}`, 1000 + ms);
    }
    const { p50, p99, max, count } = times.percentiles(1200);
    expect(count).toBe(100);
    expect(Math.abs((p50 as number) - 50)).toBeLessThan(2.6);
    expect(Math.abs((p99 as number) - 99)).toBeLessThan(5);
    expect(max).toBe(100);
    expect(times.percentiles(20_000)).toEqual({ p50: null, p95: null, p99: null, max: null, count: 0 });
  });

  it('an answer that nobody asked for is none', () => {
    expect(new ResponseTimes().answered('c', 't/1', 5)).toBeUndefined();
  });
});

describe('topic filters', () => {
  it.each([
    ['kp1/+/dcx/#', 'kp1/v/dcx/a/json/1', true],
    ['kp1/+/dcx/#', 'kp1/v/epmx/a', false],
    ['kp1/v/dcx/a', 'kp1/v/dcx/a/json', false],
    ['kp1/v/dcx/a/+', 'kp1/v/dcx/a/json', true],
    ['#', 'anything', true],
    ['kp1/v/dcx/a/json', 'kp1/v/dcx/a', false],
  ])('%s and %s: %s', (filter, topic, isMatch) => {
    expect(matchesTopic(filter, topic)).toBe(isMatch);
  });
});
