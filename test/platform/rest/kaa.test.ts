import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Journal } from '../../../src/kernel/journal.js';
import { VirtualClock } from '../../../src/kernel/virtual-clock.js';
import { EventStream } from '../../../src/platform/rest/kaa/event-stream.js';
import { connected, publish } from '../../helpers/wire-client.js';
import { NOW_TEXT, openRest, type RestBench } from './harness.js';

let rest: RestBench;

beforeEach(async () => {
  rest = await openRest();
});

afterEach(async () => {
  await rest.app.close();
  await rest.platform.stop();
});

interface Listener {
  readonly text: () => string;
  /** The events that have arrived. */
  readonly events: () => { seq: number; type: string; [member: string]: unknown }[];
  readonly isOver: () => boolean;
}

async function listen(query = '', headers: Record<string, string> = {}): Promise<Listener> {
  const request = { method: 'GET', url: `/kaa/events${query}`, headers, payloadAsStream: true } as const;
  const response = await rest.app.inject(request);
  expect(response.statusCode).toBe(200);
  expect(response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
  let text = '';
  let over = false;
  const stream = response.stream();
  stream.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  stream.on('end', () => {
    over = true;
  });
  await turn();
  return {
    text: () => text,
    events: () => [...text.matchAll(/^data: (.*)$/gm)].map((match) => JSON.parse(match[1] as string)),
    isOver: () => over,
  };
}

async function turn(): Promise<void> {
  for (let i = 0; i < 10; i++) await new Promise((resolve) => setImmediate(resolve));
}

async function setRoom(token: string, room: number): Promise<void> {
  await rest.call('PUT', `/epr/api/v1/endpoints/${rest.idOf(token)}/metadata/room`, String(room));
  await turn();
}

describe('GET /kaa/events', () => {
  it('sends what happens from now on, with its number as id', async () => {
    const listener = await listen();
    expect(listener.events()).toEqual([]);
    await setRoom('alpha', 7);
    const [event] = listener.events();
    expect(event).toMatchObject({
      type: 'epr.metadata-updated',
      endpointId: rest.idOf('alpha'),
      added: { room: 7 },
    });
    expect(listener.text()).toContain(`id: ${event?.seq}\ndata: {`);
  });

  it('since: events after that number, then those to come; -1 is all', async () => {
    const all = [...rest.journal.events()].map(({ seq }) => seq);
    expect((await listen('?since=-1')).events().map(({ seq }) => seq)).toEqual(all);
    const listener = await listen(`?since=${all.length - 3}`);
    expect(listener.events().map(({ seq }) => seq)).toEqual(all.slice(-2));
    await setRoom('alpha', 7);
    expect(listener.events().at(-1)?.seq).toBe(all.length);
  });

  it('Last-Event-ID wins over since, and a number from an earlier run means all', async () => {
    const last = rest.journal.length - 2;
    const again = await listen('?since=-1', { 'last-event-id': String(last) });
    expect(again.events().map(({ seq }) => seq)).toEqual([last + 1]);
    const restarted = await listen('', { 'last-event-id': '99999' });
    expect(restarted.events()).toHaveLength(rest.journal.length);
  });

  it('filters by endpoint, ID or token, on both sides of the wire', async () => {
    await rest.platform.start();
    const byToken = await listen('?endpoint=beta&since=-1');
    const byId = await listen(`?endpoint=${rest.idOf('beta')}&since=-1`);
    const device = await connected(rest.platform.connect(), 'gateway');
    device.send(publish('kp1/demo-v1/dcx/alpha/json/1', '[]'));
    device.send(publish('kp1/demo-v1/dcx/beta/json/2', '[{"a":1}]'));
    await device.quiet();
    await turn();
    expect(byToken.events()).toEqual(byId.events());
    const types = byId.events().map(({ type }) => type);
    for (const type of ['epr.registered', 'cm.token-issued', 'kpc.message-received', 'kpc.message-sent']) {
      expect(types).toContain(type);
    }
    expect(byToken.text()).not.toContain('alpha');
    device.destroy();
  });

  it('filters by extension instance, and by the beginning of types', async () => {
    await rest.platform.start();
    const dcx = await listen('?extension=dcx');
    const types = await listen('?type=kpc.endpoint,epts.');
    const device = await connected(rest.platform.connect(), 'gateway');
    device.send(publish('kp1/demo-v1/dcx/alpha/json/1', '[{"a":1}]'));
    device.send(publish('kp1/demo-v1/epmx/alpha/get/2', '{}'));
    await device.quiet();
    await turn();
    const seen = new Set(dcx.events().map(({ type }) => type));
    expect(seen).toEqual(new Set(['kpc.message-received', 'dcx.data-samples-received', 'kpc.message-sent']));
    expect(dcx.text()).not.toContain('epmx');
    const others = types.events().map(({ type }) => type);
    expect(others).toEqual(['kpc.endpoint-connected', 'epts.data-points-received']);
    device.destroy();
  });

  it('a comment comes when nothing else does', async () => {
    rest = await openRest({ eventsHeartbeatMs: 1000 });
    const listener = await listen();
    await rest.clock.advance(1000);
    await rest.clock.advance(1000);
    await turn();
    expect(listener.text().match(/: still here/g)).toHaveLength(1);
  });

  it('503 when too many are open; closing ends them and leaves nothing behind', async () => {
    rest = await openRest({ eventStreamsMax: 1 });
    const listener = await listen();
    expect((await rest.app.inject('/kaa/events')).statusCode).toBe(503);
    await rest.app.close();
    await turn();
    expect(listener.isOver()).toBe(true);
    expect(rest.clock.pending().filter((label) => label.includes('heartbeat'))).toEqual([]);
  });

  it('refuses what is no number', async () => {
    expect((await rest.call('GET', '/kaa/events?since=yesterday')).status).toBe(400);
  });
});

describe('a listener that is slower than the journal is long', () => {
  it('keeps nothing for it, and says how many events it has missed', () => {
    const clock = new VirtualClock();
    const journal = new Journal(clock, 10);
    const written: string[] = [];
    let release = () => {};
    const out = new Writable({
      highWaterMark: 1,
      decodeStrings: false,
      write(chunk: string, _encoding, done) {
        written.push(chunk);
        release = done;
      },
    });
    const stream = new EventStream({ journal, clock, heartbeatMs: 1000, wants: () => true, from: 0 }, out);
    for (let i = 0; i < 1000; i++)
      journal.append({ type: 'tekton.application-created', application: String(i) });
    expect(written).toHaveLength(1);
    expect(out.writableLength).toBeLessThan(200);
    for (let i = 0; i < 40; i++) release();
    return new Promise<void>((resolve) => setImmediate(resolve)).then(async () => {
      for (let i = 0; i < 40; i++) {
        release();
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
      expect(written[1]).toBe('event: dropped\ndata: {"count":990}\n\n');
      expect(written.slice(2).map((text) => /^id: (\d+)/.exec(text)?.[1])).toEqual([
        '990',
        '991',
        '992',
        '993',
        '994',
        '995',
        '996',
        '997',
        '998',
        '999',
      ]);
      stream.end();
    });
  });
});

describe('GET /kaa/status', () => {
  it('counts endpoints, clients and messages', async () => {
    const before = await rest.call('GET', '/kaa/status');
    expect(before.body).toMatchObject({
      ...{ ready: true, blueprint: { name: 'demo', tenant: 'kaa' }, startedAt: NOW_TEXT, uptimeMs: 0 },
      ...{ endpoints: { total: 5, connected: 0 }, clients: { connected: 0 } },
    });
    await rest.platform.start();
    const device = await connected(rest.platform.connect(), 'gateway');
    device.send(publish('kp1/demo-v1/dcx/alpha/json/1', '[{"a":1}]'));
    device.send(publish('kp1/demo-v1/dcx/nobody/json/2', '[]'));
    await device.quiet();
    await rest.clock.advance(1500);
    const { body } = await rest.call('GET', '/kaa/status');
    expect(body).toMatchObject({
      ...{ uptimeMs: 1500, endpoints: { total: 5, connected: 1 }, clients: { connected: 1 } },
      ...{ messages: { received: 2, ignored: 1 }, diagnostics: [{ code: 'unknown-token', count: 1 }] },
    });
    expect(body.memory.heapUsedBytes).toBeGreaterThan(1_000_000);
    device.destroy();
  });
});
