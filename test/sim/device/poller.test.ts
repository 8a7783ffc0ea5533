/** Endpoints that ask for what others are told. */
import { expect, test } from 'vitest';
import { fleetOf } from '../helpers/fleets.js';
import { eventsOf, runIn, type Scene, sceneOf } from '../helpers/run.js';

const asking = (parts: Parameters<typeof fleetOf>[0] = {}) =>
  fleetOf({
    endpoints: 2,
    connection: { transport: 'http', poll: '2s' },
    commands: { beep: {}, blink: { after: '500ms' } },
    configuration: {},
    ...parts,
  });

/** Answers questions with what the test has put there, as KPC does over HTTP. */
function answering(scene: Scene, answers: (request: Scene['server']['received'][number]) => unknown): void {
  scene.react = (request) => {
    const body = answers(request);
    if (body === undefined) return { afterMs: 5 };
    scene.clock.schedule(5, 'an answer', () =>
      scene.server.raw(request.client, `${request.topic}/status`, JSON.stringify(body)),
    );
    return 'silence';
  };
}

test('they ask for each command that they know and for their configuration, each in its own rhythm', async () => {
  const scene = sceneOf();
  const report = await runIn(scene, { fleets: [asking()], durationMs: 20_000 });
  for (const path of ['/command/beep', '/command/blink'])
    expect(scene.server.of('cex', path)).toHaveLength(20);
  const questions = scene.server.of('cmx', '/config/json');
  expect(questions).toHaveLength(20);
  expect(questions[0]?.payload).toEqual({});
  expect(new Set(questions.map(({ at }) => Math.round(at) % 2000)).size).toBe(2);
  expect(scene.server.of('cmx_ota')).toEqual([]);
  expect(report.verdict).toBe('pass');
});

test('an answer is what a push would be: commands are executed once, however often they are in it', async () => {
  const scene = sceneOf();
  answering(scene, ({ resourcePath, token }) =>
    resourcePath === '/command/blink' && token === 'room-001' ? [{ id: 7 }] : undefined,
  );
  const report = await runIn(scene, { fleets: [asking()], durationMs: 10_000 });
  expect(eventsOf(scene, 'sim.command-received')).toHaveLength(1);
  expect(scene.server.of('cex', '/result/blink').map(({ payload }) => payload)).toEqual([
    [expect.objectContaining({ id: 7, statusCode: 200 })],
  ]);
  expect(report).toMatchObject({
    verdict: 'pass',
    unexpectedMessages: 0,
    commands: { received: 1, answered: 1 },
  });
});

test('[7/CMP CMP-08] what it has applied is what it says it has when it asks again', async () => {
  const scene = sceneOf();
  answering(scene, ({ resourcePath, payload }) => {
    if (resourcePath !== '/config/json') return undefined;
    return (payload as { configId?: string }).configId === 'c1' ? {} : { configId: 'c1', config: { a: 1 } };
  });
  const report = await runIn(scene, { fleets: [asking({ endpoints: 1 })], durationMs: 9000 });
  const said = scene.server.of('cmx', '/config/json').map(({ payload }) => payload);
  expect(said.slice(0, 2)).toEqual([{}, { configId: 'c1' }]);
  expect(new Set(said.slice(1).map((payload) => JSON.stringify(payload)))).toEqual(
    new Set(['{"configId":"c1"}']),
  );
  expect(report.configurations).toMatchObject({ received: 1, applied: 1 });
});

test('a question that nobody answers fails the run', async () => {
  const scene = sceneOf();
  scene.react = ({ extension }) => (extension === 'cmx' ? 'silence' : { afterMs: 5 });
  const report = await runIn(scene, { fleets: [asking({ endpoints: 1 })], durationMs: 4000 });
  expect(report.reasons).toEqual(['2 of 6 questions for commands or configurations were not answered.']);
});
