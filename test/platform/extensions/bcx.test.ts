import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../src/kernel/random.js';
import { bcx } from '../../../src/platform/extensions/bcx/index.js';
import type { BcxSettings } from '../../../src/platform/extensions/bcx/settings.js';
import { body, ctx, EMPTY, NOW, open, request } from './harness.js';

function ask(path: string, id: string | null, settings: Partial<BcxSettings> = {}, payload: unknown = EMPTY) {
  return bcx.handle(open(bcx, undefined, settings), request(path, payload, id), ctx());
}

describe('[BCX] temporary tokens', () => {
  test('the store knows of the token that the endpoint gets, and until when', () => {
    const effects = ask('/token', '1', { tokenTtlMs: 5000 });
    const { token } = body(effects) as { token: string };
    expect(body(effects)).toEqual({ token: expect.stringMatching(/^[A-Za-z0-9]{40}$/) });
    expect(effects.events).toEqual([
      {
        type: 'upload-token-issued',
        endpointId: 'endpoint-1',
        appVersionName: 'demo-v1',
        temporaryToken: token,
        expiresAt: NOW + 5000,
        singleUse: false,
      },
    ]);
  });

  test('for one upload alone, when the settings say so', () => {
    expect(ask('/token', '1', { tokenUses: 'single' }).events).toMatchObject([{ singleUse: true }]);
  });

  test("without a request ID it is pushed, as Kaa's Python client expects; a payload does not matter", () => {
    const { pushes, reply } = ask('/token', null, {}, '{}');
    expect(reply).toBeUndefined();
    expect(pushes).toEqual([{ resourcePath: '/token', payload: expect.stringMatching(/^\{"token":"/) }]);
  });

  test('or not at all: then there is no token either', () => {
    expect(ask('/token', null, { answerWithoutRequestId: false })).toEqual({});
    expect(ask('/token', '1', { answerWithoutRequestId: false }).reply?.statusCode).toBe(200);
  });

  test('each request gets a token of its own; the same seed gives the same ones', () => {
    const tokensOf = (seed: number) => {
      const state = open(bcx, undefined);
      const random = createRandom(seed).stream('bcx');
      const next = () => body(bcx.handle(state, request('/token', EMPTY), { ...ctx(), random }));
      return JSON.stringify([next(), next()]);
    };
    const [first, second] = JSON.parse(tokensOf(1)) as { token: string }[];
    expect(first?.token).not.toBe(second?.token);
    expect(tokensOf(1)).toBe(tokensOf(1));
    expect(tokensOf(1)).not.toBe(tokensOf(2));
  });

  test('there is no other resource', () => {
    for (const path of ['', '/', '/tokens', '/token/x', '/binary-data'])
      expect(ask(path, '1').reply?.statusCode, path).toBe(404);
  });
});
