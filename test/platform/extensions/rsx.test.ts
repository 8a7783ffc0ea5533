import { describe, expect, test } from 'vitest';
import { rsx } from '../../../src/platform/extensions/rsx/index.js';
import type { RsxSettings } from '../../../src/platform/extensions/rsx/settings.js';
import { body, ctx, EMPTY, open, request } from './harness.js';

function instance(settings: Partial<RsxSettings> = {}) {
  const state = open(rsx, undefined, settings);
  return {
    answered(
      requestId: string,
      statusCode: number,
      reasonPhrase?: string,
      of = 'dcx',
      endpointId = 'endpoint-1',
    ) {
      const answer = { endpointId, extensionInstance: of, requestId, statusCode, reasonPhrase };
      rsx.onAnswer?.(state, answer);
    },
    unregistered: () => rsx.invoke(state, { type: 'endpoint-unregistered' }, ctx()),
    ask(requestId: string | null, of = '/dcx', endpointId = 'endpoint-1') {
      return rsx.handle(state, request(of, EMPTY, requestId), ctx({ endpointId }));
    },
  };
}

describe('[RSX] the status of an earlier request', () => {
  test('success and error, with the ID that is asked about', () => {
    const at = instance();
    at.answered('5', 200);
    at.answered('6', 400, 'the payload is not JSON');
    expect(body(at.ask('5'))).toEqual({ requestId: 5, statusCode: 200, reasonPhrase: 'ok' });
    const refused = { requestId: 6, statusCode: 400, reasonPhrase: 'the payload is not JSON' };
    expect(body(at.ask('6'))).toEqual(refused);
  });

  test('the answer itself is a success also when it tells of an error', () => {
    const at = instance();
    at.answered('6', 400, 'no');
    expect(at.ask('6').reply?.statusCode).toBe(200);
  });

  test('an ID counts as a number: 007 is 7', () => {
    const at = instance();
    at.answered('007', 200);
    expect(body(at.ask('7'))).toMatchObject({ requestId: 7, statusCode: 200 });
  });

  test('instances and endpoints are told apart', () => {
    const at = instance();
    at.answered('5', 200, undefined, 'dcx');
    at.answered('5', 403, 'no access', 'epmx');
    at.answered('5', 500, 'broken', 'dcx', 'endpoint-2');
    expect(body(at.ask('5', '/epmx'))).toMatchObject({ statusCode: 403 });
    expect(body(at.ask('5', '/dcx'))).toMatchObject({ statusCode: 200 });
    expect(body(at.ask('5', '/dcx', 'endpoint-2'))).toMatchObject({ statusCode: 500 });
  });

  test('the last answer to an ID that was used again counts', () => {
    const at = instance();
    at.answered('32', 200);
    at.answered('32', 400, 'no');
    expect(body(at.ask('32'))).toMatchObject({ statusCode: 400 });
  });

  test('what is not remembered is a 404, without a request ID a 400, on another path a 404', () => {
    const at = instance();
    expect(at.ask('1').reply?.statusCode).toBe(404);
    expect(at.ask(null).reply?.statusCode).toBe(400);
    for (const path of ['', '/dcx/json']) expect(at.ask('1', path).reply?.statusCode).toBe(404);
  });

  test('only so many answers are remembered for an endpoint, and only for so many endpoints', () => {
    const at = instance({ answersPerEndpoint: 2, endpointsMax: 2 });
    for (const id of ['1', '2', '1', '3']) at.answered(id, 200);
    // 1 was answered again after 2.
    expect(['1', '2', '3'].map((id) => at.ask(id).reply?.statusCode)).toEqual([200, 404, 200]);
    at.answered('1', 200, undefined, 'dcx', 'endpoint-2');
    at.answered('4', 200);
    at.answered('1', 200, undefined, 'dcx', 'endpoint-3');
    expect(at.ask('1', '/dcx', 'endpoint-2').reply?.statusCode).toBe(404);
    expect(at.ask('4').reply?.statusCode).toBe(200);
  });

  test('an endpoint that is unregistered is forgotten', () => {
    const at = instance();
    at.answered('1', 200);
    at.unregistered();
    expect(at.ask('1').reply?.statusCode).toBe(404);
  });
});
