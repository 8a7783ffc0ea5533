/**
 * The host: effects applied in their order, answers that come later, and who is told of what.
 */
import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../src/kernel/virtual-clock.js';
import type { DataSamplesReceived } from '../../../src/platform/esp/events.js';
import { OpenRequests } from '../../../src/platform/esp/open-requests.js';
import { running } from './harness.js';

const reliable = (...receivers: string[]) => ({
  configs: { dcx: { demo: { 'reliable-receivers': receivers } } },
});
const AUTO = { epts: { demo: { 'time-series': { 'auto-extract': true } } } };

describe('[13/DSTP] reliable receivers', () => {
  test('[13/DSTP DSTP-03, §5.12] samples, points, processed, answer: in this order, in one go with epts', () => {
    const at = running({ configs: { ...reliable('epts').configs, ...AUTO } });
    at.send('dcx', '/json', '7', [{ t: 21 }]);
    expect(at.sent).toEqual([
      { event: 'data-samples-received' },
      { event: 'data-points-received' },
      { event: 'data-samples-processed' },
      { answer: expect.objectContaining({ statusCode: 200, requestId: '7', resourcePath: '/json' }) },
    ]);
    expect(at.clock.pending(), 'no timer is left behind').toEqual([]);
  });

  test('without reliable receivers nobody is asked, and no timer is set', () => {
    const at = running();
    at.send('dcx', '/json', '7', [{ t: 21 }]);
    expect(at.sent.map((entry) => ('event' in entry ? entry.event : 'answer'))).toEqual([
      'data-samples-received',
      'answer',
    ]);
    expect(at.clock.pending()).toEqual([]);
  });

  test('a time series that finds no room is a failure', () => {
    const at = running({
      configs: { ...reliable('epts').configs, ...AUTO },
      services: { epts: { timeSeriesPerEndpoint: 1 } },
    });
    at.send('dcx', '/json', '1', [{ a: 1 }]);
    at.send('dcx', '/json', '2', [{ b: 1 }]);
    expect(at.answers().map(({ statusCode }) => statusCode)).toEqual([200, 500]);
    expect(at.answers()[1]?.reasonPhrase).toContain('no room for the time series auto~b');
  });

  test('an external receiver answers later, by its event; the request waits for it', async () => {
    const at = running(reliable('epts', 'kdca'));
    at.send('dcx', '/json', '7', [{ t: 21 }]);
    await at.clock.advance(9000);
    expect(at.answers()).toEqual([]);
    const {
      correlationId = '',
      originator,
      appVersionName,
    } = at.raised.find(
      (event): event is DataSamplesReceived => event.type === 'data-samples-received',
    ) as DataSamplesReceived;
    const processed = { receiver: 'kdca', originator, correlationId, appVersionName, statusCode: 200 };
    at.events.raise({ type: 'data-samples-processed', endpointId: at.endpointId, ...processed });
    expect(at.answers()).toMatchObject([{ statusCode: 200, requestId: '7' }]);
    await at.clock.advance(9000);
    expect(at.answers(), 'one request, one answer').toHaveLength(1);
  });

  test('[open question 22] one that stays silent: 504 after 10 seconds, not before', async () => {
    const at = running(reliable('kdca'));
    at.send('dcx', '/json', '7', [{ t: 21 }]);
    await at.clock.advance(9999);
    expect(at.answers()).toEqual([]);
    await at.clock.advance(1);
    expect(at.answers()).toMatchObject([{ statusCode: 504, requestId: '7' }]);
  });

  test('requests of one endpoint with the same ID each get an answer of their own', async () => {
    const at = running(reliable('kdca'));
    at.send('dcx', '/json', '32', [1]);
    await at.clock.advance(5000);
    at.send('dcx', '/json', '32', [2]);
    await at.clock.advance(5000);
    expect(at.answers()).toHaveLength(1);
    await at.clock.advance(5000);
    expect(at.answers()).toHaveLength(2);
  });

  test('an endpoint that is unregistered while it waits: no answer, no failure', async () => {
    const at = running(reliable('kdca'));
    at.send('dcx', '/json', '7', [1]);
    at.services.epr.unregister(at.endpointId);
    await at.clock.advance(20_000);
    expect(at.answers()).toEqual([]);
    expect([...at.journal.events()].map(({ type }) => type)).not.toContain('esp.extension-failed');
  });

  test('stopping takes the timers back', () => {
    const at = running(reliable('kdca'));
    at.send('dcx', '/json', '7', [1]);
    at.host.stop();
    expect(at.clock.pending()).toEqual([]);
  });
});

describe('open requests', () => {
  test('an answer in the last moment is still sent; afterwards nothing is open', async () => {
    const clock = new VirtualClock();
    const open = new OpenRequests(clock);
    const replies: number[] = [];
    open.open(
      'a',
      10,
      ({ statusCode }) => replies.push(statusCode),
      () => open.answer('a', { statusCode: 504 }),
    );
    open.open(
      'b',
      10,
      ({ statusCode }) => replies.push(statusCode),
      () => {},
    );
    await clock.advance(10);
    open.answer('a', { statusCode: 200 });
    open.answer('b', { statusCode: 200 });
    expect(replies).toEqual([504]);
  });
});

describe('[RSX] through the host', () => {
  const statusOf = (at: ReturnType<typeof running>) =>
    at.answers().map(({ payload }) => JSON.parse(payload || 'null') as object | null);

  test('answers of other instances are known at once, refusals too; its own are not', () => {
    const at = running();
    at.send('dcx', '/json', '1', [1]);
    at.send('dcx', '/nowhere', '2');
    at.send('rsx', '/dcx', '1');
    at.send('rsx', '/dcx', '2');
    at.send('rsx', '/rsx', '1');
    expect(statusOf(at).slice(2, 4)).toEqual([
      { requestId: 1, statusCode: 200, reasonPhrase: 'ok' },
      { requestId: 2, statusCode: 404, reasonPhrase: expect.stringContaining('/nowhere') },
    ]);
    expect(at.answers()[4]?.statusCode).toBe(404);
  });

  test('a late answer is known once it is given', async () => {
    const at = running(reliable('kdca'));
    at.send('dcx', '/json', '1', [1]);
    at.send('rsx', '/dcx', '1');
    await at.clock.advance(10_000);
    at.send('rsx', '/dcx', '1');
    expect(at.answers().map(({ statusCode }) => statusCode)).toEqual([404, 504, 200]);
  });

  test('requests without an ID leave no trace; without an instance of rsx nothing changes', () => {
    const at = running();
    at.send('dcx', '/nowhere', undefined);
    at.send('rsx', '/dcx', '0');
    expect(at.answers()[1]?.statusCode).toBe(404);
    const without = running({ services: { rsx: null } });
    without.send('dcx', '/json', '1', [1]);
    expect(without.answers()).toMatchObject([{ statusCode: 200 }]);
  });
});

describe('[TSX, BCX] without a request ID', () => {
  test('the time is pushed on the empty resource path', () => {
    const at = running();
    at.send('tsx', '', undefined);
    expect(at.sent).toEqual([
      {
        push: expect.objectContaining({
          extensionInstanceName: 'tsx',
          resourcePath: '',
          requestId: undefined,
          payload: '{"timestamp":1556293267000}',
        }),
      },
    ]);
  });

  test('a temporary token is known to the store before the endpoint has it', () => {
    const at = running();
    at.send('bcx', '/token', undefined);
    expect(at.sent).toMatchObject([{ event: 'upload-token-issued' }, { push: { resourcePath: '/token' } }]);
    const push = at.sent.find((entry) => 'push' in entry)?.push;
    const { token } = JSON.parse(push?.payload ?? '') as { token: string };
    expect(at.services.blobs.upload(token, 'a.bin', Buffer.from([1]))).toMatchObject({
      ok: true,
      endpointId: at.endpointId,
      applicationName: 'demo',
    });
  });
});

describe('[9/ELCE ELCE-07] an endpoint that is unregistered', () => {
  test('its extensions forget it, and whoever waits for a command learns that it is over', () => {
    const at = running();
    at.host.invoke('cex', at.endpointId, { type: 'command', commandType: 'reboot', payload: 1 });
    at.send('dcx', '/json', '1', [1]);
    at.services.epr.unregister(at.endpointId);
    expect(at.raised.map(({ type }) => type).slice(-3)).toEqual([
      'endpoint-unregistered',
      'token-revoked',
      'command-expired',
    ]);
    at.services.epr.register({
      applicationName: 'demo',
      appVersionName: 'demo-v1',
      name: 'alpha',
      endpointId: at.endpointId,
    });
    at.send('cex', '/command/reboot', '2', {});
    at.send('rsx', '/dcx', '1');
    expect(at.answers().slice(1)).toMatchObject([{ payload: '[]' }, { statusCode: 404 }]);
  });

  test('a message from it comes to nothing', () => {
    const at = running();
    at.services.epr.unregister(at.endpointId);
    at.send('dcx', '/json', '1', [1]);
    expect(at.answers()).toEqual([]);
  });
});

describe('wake-ups', () => {
  test('[11/CEP] a command that has its result keeps no timer, whatever its time to live', () => {
    const at = running();
    const { commandId: id } = at.host.invoke('cex', at.endpointId, {
      type: 'command',
      commandType: 'reboot',
      payload: undefined,
    }) as { readonly commandId: number };
    expect(at.clock.pending(), 'it would expire').toHaveLength(1);
    at.send('cex', '/result/reboot', '1', [{ id, statusCode: 200 }]);
    expect(at.clock.pending()).toEqual([]);
  });

  test('[11/CEP] nor does one that has been withdrawn', () => {
    const at = running();
    at.host.invoke('cex', at.endpointId, { type: 'command', commandType: 'reboot', payload: undefined });
    at.host.invoke('cex', at.endpointId, { type: 'delete-command', commandType: 'reboot', commandId: 1 });
    expect(at.clock.pending()).toEqual([]);
  });

  test('[9/ELCE ELCE-07] nor does one whose endpoint is gone', () => {
    const at = running();
    at.host.invoke('cex', at.endpointId, { type: 'command', commandType: 'reboot', payload: undefined });
    at.services.epr.unregister(at.endpointId);
    expect(at.clock.pending()).toEqual([]);
  });
});
