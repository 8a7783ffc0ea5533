/** Data samples that are sent again until they are answered. */
import { describe, expect, test } from 'vitest';
import { fleetOf } from '../helpers/fleets.js';
import { eventsOf, runIn, sceneOf } from '../helpers/run.js';

const resending = (after = '2s', attempts = 3, parts: Parameters<typeof fleetOf>[0] = {}) =>
  fleetOf({
    samples: { every: '10s', resend: { after, attempts }, fields: { n: { counter: {} } } },
    ...parts,
  });

describe('what is not answered', () => {
  test('is sent again under a new request ID, and confirmed once by whichever attempt is answered', async () => {
    const scene = sceneOf();
    const seen = new Map<string, number>();
    scene.react = ({ payload }) => {
      const key = JSON.stringify(payload);
      seen.set(key, (seen.get(key) ?? 0) + 1);
      return (seen.get(key) ?? 0) < 3 ? 'silence' : { afterMs: 100 };
    };
    const report = await runIn(scene, { fleets: [resending()], durationMs: 50_000 });
    expect(report).toMatchObject({
      verdict: 'pass',
      resent: 10,
      samples: { sent: 5, confirmed: 5, unanswered: 0 },
    });
    expect(report.latencyMs.p50).toBeCloseTo(4100, -1);
    const ids = scene.server.of('dcx').map(({ topic }) => topic.split('/').at(-1));
    expect(new Set(ids).size).toBe(15);
    expect(eventsOf(scene, 'sim.request-resent')).toHaveLength(10);
  });

  test('is unanswered once when all attempts were in vain', async () => {
    const scene = sceneOf();
    scene.react = () => 'silence';
    const report = await runIn(scene, { fleets: [resending('2s', 2)], durationMs: 30_000 });
    expect(report.samples).toEqual(
      expect.objectContaining({ sent: 3, unanswered: 3, confirmed: 0, late: 0 }),
    );
    expect(report.resent).toBe(6);
    expect(scene.server.of('dcx')).toHaveLength(9);
    expect(report.reasons[0]).toBe('3 of 3 data samples were not answered.');
  });

  test('by any attempt after all were given up is late, once', async () => {
    const scene = sceneOf();
    scene.react = () => ({ afterMs: 9000 });
    const report = await runIn(scene, { fleets: [resending('1s', 1)], durationMs: 30_000 });
    const { sent, late, unanswered, confirmed } = report.samples;
    expect({ sent, confirmed, all: late + unanswered }).toEqual({ sent: 3, confirmed: 0, all: 3 });
    expect(late).toBeGreaterThan(1);
    expect(report.answeredAgain).toBeGreaterThan(1);
  });

  test('an error is an answer: nothing is sent again', async () => {
    const scene = sceneOf();
    scene.react = () => ({ afterMs: 5, error: { statusCode: 400, reasonPhrase: 'no' } });
    const report = await runIn(scene, { fleets: [resending()], durationMs: 30_000 });
    expect(report.samples).toMatchObject({ sent: 3, rejected: 3 });
    expect(report.resent).toBeUndefined();
  });

  test('a second answer is counted, and changes nothing', async () => {
    const scene = sceneOf();
    scene.react = () => ({ afterMs: 2500 });
    const report = await runIn(scene, { fleets: [resending()], durationMs: 30_000 });
    expect(report).toMatchObject({
      verdict: 'pass',
      unexpectedMessages: 0,
      resent: 3,
      answeredAgain: 3,
      samples: { sent: 3, confirmed: 3 },
    });
  });

  test('before the connection was lost goes out again when there is another', async () => {
    const scene = sceneOf();
    scene.react = ({ at }) => (at < scene.startedAt + 12_000 ? 'silence' : { afterMs: 5 });
    scene.clock.schedule(11_000, 'cut', () => [...scene.server.sessions.values()][0]?.onLost('gone'));
    const fleet = resending('5s', 5, { connection: { reconnect: { jitter: 0 } } });
    const report = await runIn(scene, { fleets: [fleet], durationMs: 30_000 });
    expect(report.samples).toMatchObject({ sent: 3, confirmed: 3, unanswered: 0 });
    expect(report.reasons).toEqual(['A connection was lost.']);
  });

  test('at the end of the run each data sample is in one place', async () => {
    const scene = sceneOf();
    let n = 0;
    scene.react = () => (n++ % 3 === 0 ? { afterMs: 700 } : 'silence');
    const fleet = resending('1s', 4, { endpoints: 20 });
    const report = await runIn(scene, { fleets: [fleet], durationMs: 30_000, responseTimeoutMs: 2000 });
    const { sent, confirmed, rejected, unanswered, late } = report.samples;
    expect(sent).toBe(60);
    expect(confirmed + rejected + unanswered + late).toBe(60);
    expect(scene.clock.pending().filter((label) => label !== 'an answer')).toEqual([]);
  });
});
