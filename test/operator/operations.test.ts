/** What the operator asks for when things shall go wrong, and what it makes of refusals. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { armFault, disarmFault, disconnectEndpoint, restartPlatform } from '../../src/operator/operations.js';
import { FakeRest } from './fake-rest.js';

let kaa: FakeRest;
beforeAll(async () => {
  kaa = await FakeRest.open();
});
afterEach(() => kaa.reset());
afterAll(() => kaa.close());

describe('faults', () => {
  test('a refusal is told once, in the words of the platform', async () => {
    const message = 'The fault cannot be armed: a late answer needs how late it is (byMs).';
    kaa.on('POST /kaa/faults', { status: 400, body: { message, status: 400 } });
    await expect(armFault(kaa.rest(), { kind: 'late' })).rejects.toMatchObject({
      code: 'FAULT_REFUSED',
      message,
    });
  });

  test('what is not said is not sent', async () => {
    kaa.on('POST /kaa/faults', { status: 201, body: { id: 'f1' } });
    await armFault(kaa.rest(), { kind: 'no-answer', extension: undefined, rate: 0.5 });
    expect(kaa.asked[0]?.body).toEqual({ kind: 'no-answer', rate: 0.5 });
  });

  test('one that is not there', async () => {
    await expect(disarmFault(kaa.rest(), 'a/b')).rejects.toMatchObject({ code: 'FAULT_UNKNOWN' });
    expect(kaa.lines).toEqual(['DELETE /kaa/faults/a%2Fb']);
  });
});

test('an endpoint that nobody speaks for', async () => {
  kaa.on('POST /kaa/endpoints/e1/disconnect', { status: 409, body: { message: 'no', status: 409 } });
  await expect(disconnectEndpoint(kaa.rest(), 'e1')).rejects.toMatchObject({
    code: 'ENDPOINT_NOT_CONNECTED',
  });
});

test('a restart is over when the platform has come back once more than before, not when it still answers', async () => {
  let looks = 0;
  kaa.on('POST /kaa/restart', { status: 202, body: { downMs: 5, restarts: 3 } });
  kaa.on('GET /kaa/status', () => ({ body: { restarts: ++looks < 3 ? 3 : 4 } }));
  expect(await restartPlatform(kaa.rest(), 5)).toBeGreaterThan(0);
  expect(looks).toBe(3);
  expect(kaa.asked[0]?.body).toEqual({ downMs: 5 });
});
