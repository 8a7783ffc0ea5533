/** Endpoints that are switched off and on again, and lines that are held while they change. */
import { beforeEach, describe, expect, test } from 'vitest';
import { Journal } from '../../../src/kernel/journal.js';
import { createRandom } from '../../../src/kernel/random.js';
import { VirtualClock } from '../../../src/kernel/virtual-clock.js';
import { pushTopic } from '../../../src/kp1/topic.js';
import { Connections } from '../../../src/sim/connection/connections.js';
import { Deadlines } from '../../../src/sim/connection/deadlines.js';
import type { Push } from '../../../src/sim/connection/requests.js';
import { EndpointTable } from '../../../src/sim/plan/endpoint-table.js';
import { createPlan } from '../../../src/sim/plan/plan.js';
import { Recorder } from '../../../src/sim/report/recorder.js';
import { Tally } from '../../../src/sim/report/tally.js';
import type { SessionOptions } from '../../../src/sim/transport/transport.js';
import { fleetOf } from '../helpers/fleets.js';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const BEEP = pushTopic({
  appVersion: 'building-v1',
  extensionInstance: 'cex',
  token: 'room-001',
  resourcePath: '/command/beep',
});

/** A server that shows what it sees and lets connections wait until it is told. */
function serverOf() {
  const sessions: SessionOptions[] = [];
  const seen: string[] = [];
  let gate: Promise<void> | undefined;
  return {
    sessions,
    seen,
    /** Connections wait until the returned function is called. */
    shut() {
      let open = () => {};
      gate = new Promise((resolve) => {
        open = resolve;
      });
      return open;
    },
    transport: {
      name: 'test',
      async open(options: SessionOptions) {
        await gate;
        sessions.push(options);
        seen.push('open');
        return {
          publish: (topic: string) => seen.push(topic),
          close: async (how = { goodbye: true }) => {
            seen.push(how.goodbye ? 'goodbye' : 'broken');
          },
        };
      },
    },
  };
}

async function sceneOf(parts: Parameters<typeof fleetOf>[0]) {
  const clock = new VirtualClock(0);
  const random = createRandom(7);
  const plan = createPlan([fleetOf(parts)], {}, { seed: 7 });
  const table = new EndpointTable(plan, random);
  const journal = new Journal(clock);
  const tally = await Tally.create({ responseTimeoutMs: 1000 });
  const server = serverOf();
  const opened: number[] = [];
  const lost: number[] = [];
  const pushes: Push[] = [];
  const connections = new Connections({
    plan,
    table,
    clock,
    random,
    transport: server.transport,
    deadlines: new Deadlines(clock, 1000),
    recorder: new Recorder(journal, tally, (endpoint) => table.name(endpoint)),
    credentials: {},
    onPush: (push) => pushes.push(push),
    onSettled: () => {},
    onOpened: (endpoints) => opened.push(...endpoints),
    onLost: (endpoints) => lost.push(...endpoints),
    onMoved: () => {},
  });
  const send = (endpoint = 0) =>
    connections.send({
      kind: 'metadata',
      endpoint,
      token: table.token(endpoint),
      extension: 'epmx',
      resourcePath: '/update/keys',
      payload: '{}',
      samples: 0,
    });
  const open = () => connections.open(() => false);
  return { clock, connections, journal, tally, opened, lost, pushes, send, open, ...server };
}

describe('an endpoint with a connection of its own', () => {
  let scene: Awaited<ReturnType<typeof sceneOf>>;
  beforeEach(async () => {
    scene = await sceneOf({ endpoints: 2 });
  });

  test('off: its connection is closed with a goodbye, and what was outstanding is no failure', async () => {
    await scene.open();
    scene.send();
    scene.connections.suspend(0);
    expect(scene.seen.at(-1)).toBe('goodbye');
    expect(scene.send()).toBe(false);
    expect(scene.tally.connections).toMatchObject({ speaking: 1, lost: 0 });
    expect(scene.tally.requests.metadata.unanswered).toBe(1);
    expect(scene.tally.expected.metadata.unanswered).toBe(1);
    expect(scene.lost).toEqual([]);
  });

  test('off with its will: the connection breaks off', async () => {
    await scene.open();
    scene.connections.suspend(0, { will: true });
    expect(scene.seen.at(-1)).toBe('broken');
  });

  test('on again: it connects and says so once; what the old connection still brings is ignored', async () => {
    await scene.open();
    scene.connections.suspend(0);
    scene.connections.suspend(0);
    scene.connections.resume(0);
    scene.connections.resume(0);
    await turn();
    expect(scene.opened).toEqual([0, 1, 0]);
    expect(scene.tally.connections).toMatchObject({ speaking: 2, opened: 2, reconnects: 1 });
    scene.sessions[0]?.onMessage(BEEP, Buffer.from('[]'));
    scene.sessions[0]?.onLost('late news');
    expect(scene.pushes).toEqual([]);
    expect(scene.tally).toMatchObject({ unexpectedMessages: 0, connections: { lost: 0 } });
    scene.sessions[2]?.onMessage(BEEP, Buffer.from('[]'));
    expect(scene.pushes).toHaveLength(1);
  });

  test('off before the beginning: it is not connected until it is on', async () => {
    scene.connections.suspend(0);
    await scene.open();
    expect(scene.opened).toEqual([1]);
    expect(scene.connections.isGone).toBe(false);
    scene.connections.resume(0);
    await turn();
    expect(scene.opened).toEqual([1, 0]);
    expect(scene.tally.connections).toMatchObject({ opened: 2, reconnects: 0 });
  });

  test('off while it connects: the new connection is closed at once, and nobody is told', async () => {
    await scene.open();
    scene.connections.suspend(0);
    const open = scene.shut();
    scene.connections.resume(0);
    scene.connections.suspend(0);
    open();
    await turn();
    expect(scene.seen.slice(-2)).toEqual(['open', 'goodbye']);
    expect(scene.opened).toEqual([0, 1]);
    scene.connections.resume(0);
    await turn();
    expect(scene.opened).toEqual([0, 1, 0]);
  });

  test('off and on again while it connects: there is one connection in the end', async () => {
    await scene.open();
    scene.connections.suspend(0);
    const open = scene.shut();
    scene.connections.resume(0);
    scene.connections.suspend(0);
    scene.connections.resume(0);
    open();
    for (let n = 0; n < 3; n++) await turn();
    expect(scene.opened).toEqual([0, 1, 0]);
    const closed = scene.seen.filter((what) => what === 'goodbye').length;
    expect(scene.seen.filter((what) => what === 'open').length - closed).toBe(2);
  });

  test('off while it waits to connect again: it does not', async () => {
    await scene.open();
    scene.sessions[0]?.onLost('gone');
    scene.connections.suspend(0);
    await scene.clock.advance(60_000, turn);
    expect(scene.sessions).toHaveLength(2);
    scene.connections.resume(0);
    await turn();
    expect(scene.opened).toEqual([0, 1, 0]);
    expect(scene.clock.pending()).toEqual([]);
  });

  test('the end of the run closes what is open and takes back what waits', async () => {
    await scene.open();
    scene.sessions[0]?.onLost('gone');
    await scene.connections.close();
    expect(scene.clock.pending()).toEqual([]);
    expect(scene.seen.filter((what) => what === 'goodbye')).toHaveLength(1);
    scene.connections.resume(0);
    await turn();
    expect(scene.sessions).toHaveLength(2);
  });
});

describe('an endpoint behind a gateway', () => {
  test('off: it is silent, what comes for it is missed, and the others go on; on again it speaks', async () => {
    const scene = await sceneOf({ endpoints: 3, gateways: 1 });
    await scene.open();
    scene.connections.suspend(0);
    expect([scene.send(0), scene.send(1)]).toEqual([false, true]);
    expect(scene.seen.filter((what) => what === 'goodbye')).toEqual([]);
    scene.sessions[0]?.onMessage(BEEP, Buffer.from('[]'));
    expect(scene.pushes).toEqual([]);
    expect(scene.tally).toMatchObject({
      unexpectedMessages: 0,
      connections: { speaking: 2, missedMessages: 1 },
    });
    scene.connections.resume(0);
    expect(scene.opened).toEqual([0, 1, 2, 0]);
    expect(scene.tally.connections.speaking).toBe(3);
    expect(scene.send(0)).toBe(true);
  });

  test('off when its gateway comes back: the others speak, it does not', async () => {
    const scene = await sceneOf({ endpoints: 3, gateways: 1, connection: { reconnect: { jitter: 0 } } });
    await scene.open();
    scene.connections.suspend(1);
    scene.sessions[0]?.onLost('gone');
    expect(scene.tally.connections.speaking).toBe(0);
    await scene.clock.advance(1000, turn);
    expect(scene.opened).toEqual([0, 1, 2, 0, 2]);
    expect(scene.tally.connections.speaking).toBe(2);
  });
});
