/** What a report must not hide: lateness of the generator, second answers, overtaken answers, the platform's side of commands. */
import { describe, expect, test } from 'vitest';
import type { JournalEntry } from '../../../src/kernel/journal-events.js';
import { fleetOf } from '../helpers/fleets.js';
import { runIn, type Scene, sceneOf } from '../helpers/run.js';

describe('response times', () => {
  /** A machine that does nothing for a while in the middle of the run. */
  async function stalled(stallMs: number) {
    const scene = sceneOf();
    const { clock } = scene;
    const now = clock.now.bind(clock);
    let ahead = 0;
    clock.now = () => now() + ahead;
    clock.schedule(5000, 'the machine is busy', () => {
      ahead = stallMs;
      clock.schedule(stallMs, 'the clocks agree again', () => {
        ahead = 0;
      });
    });
    return runIn(scene, { fleets: [fleetOf({ endpoints: 10 })], durationMs: 10_000 });
  }

  test('count from when a data sample was due, and from when it was sent', async () => {
    const report = await runIn(sceneOf(), { fleets: [fleetOf({ endpoints: 10 })], durationMs: 10_000 });
    expect(report.latencyMs.p99).toBe(5);
    expect(report.latencyFromDueMs).toEqual(report.latencyMs);
    expect(report.generator).toEqual({ lagMs: { p50: 0, p95: 0, p99: 0, max: 0 }, isBottleneck: false });
  });

  test('a stall of the generator shows in the time since due, and not in the time since sent', async () => {
    const report = await stalled(2000);
    expect(report.samples).toMatchObject({ sent: 100, confirmed: 100 });
    expect(report.latencyMs.p50).toBeLessThan(10);
    expect(report.latencyFromDueMs.p99).toBeGreaterThan(1500);
    expect(report.generator.lagMs.p99).toBeGreaterThan(1500);
    expect(report.generator.isBottleneck).toBe(true);
  });
});

describe('answers', () => {
  test('that come twice, or after those to later requests, are counted', async () => {
    const scene = sceneOf();
    scene.react = ({ client, topic }) => {
      const id = Number(topic.split('/').at(-1));
      if (id === 3) scene.clock.schedule(50, 'again', () => scene.server.raw(client, `${topic}/status`));
      return { afterMs: id === 5 ? 1500 : 10 };
    };
    const report = await runIn(scene, { fleets: [fleetOf()], durationMs: 10_000 });
    expect(report.answers).toEqual({ duplicate: 1, outOfOrder: 1 });
    expect(report.unexpectedMessages).toBe(1);
    expect(report.verdict).toBe('pass');
  });
});

describe("the platform's side", () => {
  const operator = { invokeCommand() {}, pushConfiguration() {} };
  const command = { endpointId: 'e1', commandType: 'boil' };

  async function run(happens: (scene: Scene, tell: (afterMs: number, entry: JournalEntry) => void) => void) {
    const scene = sceneOf();
    const tell = (afterMs: number, entry: JournalEntry) =>
      scene.clock.schedule(afterMs, 'the platform', () => scene.journal.append(entry));
    happens(scene, tell);
    return runIn(scene, { fleets: [fleetOf()], durationMs: 10_000, operator });
  }

  test('of the commands: sent, answered, timed out; results that are late or come again; how long they took', async () => {
    const report = await run((_scene, tell) => {
      const result = (afterMs: number, id: number) => {
        const topic = 'kp1/building-v1/cex/room-001/result/boil/9';
        const payload = JSON.stringify([{ id, statusCode: 200 }]);
        tell(afterMs, { type: 'kpc.message-received', client: 'c', topic, qos: 1, payload });
        const refused = {
          client: 'c',
          topic,
          extensionInstance: 'cex',
          statusCode: 404,
          reason: '',
          endpointId: 'e1',
        };
        tell(afterMs, { type: 'kpc.request-refused', ...refused });
      };
      for (const commandId of [1, 2, 3]) tell(1000, { type: 'cex.command-pending', ...command, commandId });
      tell(1400, { type: 'cex.command-executed', ...command, commandId: 1, statusCode: 200 });
      tell(2000, { type: 'cex.command-executed', ...command, commandId: 2, statusCode: 500 });
      tell(5000, { type: 'cex.command-expired', ...command, commandId: 3 });
      // Sent before the run, to an endpoint of the blueprint: none of the run's.
      tell(5500, { type: 'cex.command-expired', ...command, endpointId: 'e2', commandId: 1 });
      result(3000, 1);
      result(6000, 3);
      result(6500, 77);
    });
    expect(report.commands.platform).toEqual({
      sent: 3,
      delivered: 0,
      answered: 2,
      timedOut: 1,
      late: 1,
      duplicate: 1,
      executionMs: { p50: expect.closeTo(400, 0), p95: 1000, p99: 1000, max: 1000 },
    });
  });

  test('what a fault of the platform has struck is no failure', async () => {
    const scene = sceneOf();
    const strike = (topic: string, kind: string) =>
      scene.journal.append({
        type: 'platform.fault',
        fault: 'f1',
        kind,
        endpointId: 'e',
        extensionInstance: 'dcx',
        topic,
      });
    scene.react = ({ topic }) => {
      const id = Number(topic.split('/').at(-1));
      if (id === 2) strike(topic, 'no-answer');
      if (id === 4) strike(topic, 'error');
      if (id === 6) strike(topic, 'late');
      if (id === 2 || id === 8) return 'silence';
      if (id === 4) return { afterMs: 5, error: { statusCode: 500, reasonPhrase: 'a fault is armed' } };
      return { afterMs: id === 6 ? 3000 : 5 };
    };
    const input = { durationMs: 10_000, operator, responseTimeoutMs: 1000 };
    const report = await runIn(scene, { fleets: [fleetOf()], ...input });
    expect(report.samples).toMatchObject({ sent: 10, confirmed: 6, unanswered: 2, rejected: 1, late: 1 });
    expect(report.expected).toEqual({ unanswered: 1, rejected: 1, late: 1 });
    expect(report.reasons).toEqual(['1 of 10 data samples was not answered.']);
  });

  test('of a server elsewhere nothing is known', async () => {
    const report = await runIn(sceneOf(), { fleets: [fleetOf()], durationMs: 2000 });
    expect(report.commands).toEqual({ received: 0, answered: 0 });
  });
});

describe('tokens that the server does not accept', () => {
  async function refused(isFault: boolean) {
    const scene = sceneOf();
    scene.react = ({ topic }) => {
      const where = { endpointId: 'e1', extensionInstance: 'dcx', topic };
      if (isFault)
        scene.journal.append({ type: 'platform.fault', fault: 'f', kind: 'reject-token', ...where });
      return { afterMs: 5, error: { statusCode: 401, reasonPhrase: 'suspended' } };
    };
    const operator = { invokeCommand() {}, pushConfiguration() {} };
    return runIn(scene, { fleets: [fleetOf()], durationMs: 3000, operator });
  }

  test('are to be registered there', async () => {
    const report = await refused(false);
    expect(report.verdict).toBe('fail');
    expect(report.notes.join()).toContain('(401): register them there');
  });

  test('unless a fault has refused them', async () => {
    const report = await refused(true);
    expect(report).toMatchObject({ verdict: 'pass', expected: { rejected: 3 }, notes: [] });
  });
});
