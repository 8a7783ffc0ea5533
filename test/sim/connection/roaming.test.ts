/** Endpoints that move between gateways. */
import { expect, test } from 'vitest';
import { pushTopic } from '../../../src/kp1/topic.js';
import { fleetOf } from '../helpers/fleets.js';
import { eventsOf, runIn, type Scene, sceneOf } from '../helpers/run.js';

const roamers = (parts: Parameters<typeof fleetOf>[0] = {}) =>
  fleetOf({ endpoints: 10, gateways: 3, connection: { roaming: { every: '10s' } }, ...parts });

const command = (token: string) =>
  pushTopic({
    appVersion: 'building-v1',
    extensionInstance: 'cex',
    token,
    resourcePath: '/command/beep',
  });

test('each moves to the next gateway about as often as it should, and speaks there at once', async () => {
  const scene = sceneOf();
  const report = await runIn(scene, { fleets: [roamers({ metadata: { a: 1 } })], durationMs: 100_000 });
  const moves = eventsOf(scene, 'sim.roamed');
  expect(report).toMatchObject({ verdict: 'pass', moves: moves.length, unexpectedMessages: 0 });
  expect(moves.length).toBeGreaterThan(70);
  expect(moves.length).toBeLessThan(130);
  const gateway = (client: string) => Number(client.split('-').at(-1));
  for (const { from, to, token, at } of moves) {
    expect(gateway(to)).toBe((gateway(from) % 3) + 1);
    const said = scene.server
      .of('epmx')
      .filter((request) => request.token === token && request.client === to);
    // The journal rounds its times.
    expect(said.some((request) => Math.abs(request.at - at) < 0.01)).toBe(true);
  }
  // Everything that an endpoint sends comes through the gateway that it moved to last.
  for (const { token, client, at } of scene.server.of('dcx')) {
    const last = moves.findLast((move) => move.token === token && move.at < at);
    if (last !== undefined) expect(client).toBe(last.to);
  }
});

test('without metadata it asks for the keys of its metadata, so that the platform learns of the move', async () => {
  const scene = sceneOf();
  await runIn(scene, { fleets: [roamers()], durationMs: 30_000 });
  const moves = eventsOf(scene, 'sim.roamed');
  expect(moves.length).toBeGreaterThan(5);
  expect(scene.server.of('epmx', '/get/keys')).toHaveLength(moves.length);
});

test('a push on its way while it moves is taken; one that comes after the platform knows is unexpected', async () => {
  const scene = sceneOf();
  scene.react = () => ({ afterMs: 200 });
  const pushed: string[] = [];
  const push = (scene: Scene, client: string, token: string, id: number) =>
    scene.server.raw(client, command(token), JSON.stringify([{ id }]));
  scene.journal.listen((event) => {
    if (event.type !== 'sim.roamed' || pushed.length > 0) return;
    pushed.push(event.token);
    scene.clock.schedule(100, 'in flight', () => push(scene, event.from, event.token, 1));
    scene.clock.schedule(300, 'too late', () => push(scene, event.from, event.token, 2));
    scene.clock.schedule(310, 'where it is', () => push(scene, event.to, event.token, 3));
  });
  const fleet = roamers({ endpoints: 3, connection: { roaming: { every: '20s' } } });
  await runIn(scene, { fleets: [fleet], durationMs: 60_000 });
  const received = eventsOf(scene, 'sim.command-received');
  expect(received.map(({ token, commandId }) => [token, commandId])).toEqual([
    [pushed[0], 1],
    [pushed[0], 3],
  ]);
  expect(eventsOf(scene, 'sim.unexpected-message').map(({ reason }) => reason)).toEqual([
    'for an endpoint that this client does not represent',
  ]);
});

test('an answer that comes through the gateway it has left still counts', async () => {
  const scene = sceneOf();
  scene.react = () => ({ afterMs: 2000 });
  const fleet = roamers({ connection: { roaming: { every: '3s' } } });
  const report = await runIn(scene, { fleets: [fleet], durationMs: 20_000 });
  expect(report).toMatchObject({ verdict: 'pass', unexpectedMessages: 0 });
});

test('nobody moves to a gateway without a connection', async () => {
  const scene = sceneOf();
  scene.clock.schedule(1000, 'cut', () => scene.server.sessions.get('kaa-7-2')?.onLost('gone'));
  const connection = { reconnect: 'never', roaming: { every: '5s' } } as const;
  await runIn(scene, { fleets: [roamers({ connection })], durationMs: 60_000 });
  const later = eventsOf(scene, 'sim.roamed').filter(({ at }) => at > scene.startedAt + 1000);
  expect(later.length).toBeGreaterThan(20);
  expect(later.map(({ to }) => to)).not.toContain('kaa-7-2');
});

test('when an endpoint moves does not depend on how many others there are', async () => {
  const movesOf = async (endpoints: number) => {
    const scene = sceneOf();
    await runIn(scene, { fleets: [roamers({ endpoints })], durationMs: 50_000 });
    return eventsOf(scene, 'sim.roamed')
      .filter(({ token }) => token <= 'room-006')
      .map(({ token, at }) => [token, at]);
  };
  expect(await movesOf(12)).toEqual(await movesOf(6));
});
