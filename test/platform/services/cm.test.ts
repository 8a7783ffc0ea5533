import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../src/kernel/random.js';
import { isUsable, TokenRegister, type TokenState } from '../../../src/platform/services/cm/cm.js';
import { CmSettings } from '../../../src/platform/services/cm/settings.js';
import { bench, complete, NOW } from './harness.js';

function register(settings: Partial<CmSettings> = {}) {
  const at = bench();
  const random = createRandom(1);
  const cm = new TokenRegister({ ...at, random, settings: complete<CmSettings>(CmSettings, settings) });
  const issue = (token: string, endpointId = 'e1', application = 'demo') =>
    cm.issue(application, token, endpointId);
  return { ...at, cm, issue };
}

/** Brings a fresh token into a state, by the way that leads there. */
function inState(at: ReturnType<typeof register>, token: string, state: TokenState) {
  at.issue(token);
  if (state === 'Active' || state === 'Suspended') at.cm.identify('demo', token);
  if (state === 'Suspended' || state === 'Revoked') at.cm.transition('demo', token, state);
  expect(at.cm.find('demo', token)?.state).toBe(state);
  at.raised.length = 0;
}

const revoked = (token: string, endpointId = 'e1') => ({
  type: 'token-revoked',
  applicationName: 'demo',
  token,
  endpointId,
});

describe('[CM §1.5] the life of a token', () => {
  test('a new token is Inactive, has an ID that is not its text, and its dates', () => {
    const at = register();
    const issued = at.issue('alpha');
    expect(issued).toEqual({
      tokenId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      applicationName: 'demo',
      token: 'alpha',
      endpointId: 'e1',
      state: 'Inactive',
      createdAt: NOW,
      updatedAt: NOW,
    });
    expect(at.issue('beta')?.tokenId).not.toBe(issued?.tokenId);
    expect(register().issue('alpha')?.tokenId, 'the same seed, the same ID').toBe(issued?.tokenId);
  });

  test('first use makes it Active, once, without an announcement', async () => {
    const at = register();
    at.issue('alpha');
    await at.clock.advance(10);
    at.cm.identify('demo', 'alpha');
    at.cm.identify('demo', 'alpha');
    expect(at.cm.find('demo', 'alpha')).toMatchObject({
      state: 'Active',
      createdAt: NOW,
      updatedAt: NOW + 10,
    });
    expect(at.entries().filter((entry) => 'to' in entry)).toHaveLength(1);
    expect(at.raised).toEqual([]);
  });

  const ALLOWED: readonly [from: TokenState, to: TokenState][] = [
    ['Active', 'Suspended'],
    ['Suspended', 'Active'],
    ['Inactive', 'Revoked'],
    ['Active', 'Revoked'],
    ['Suspended', 'Revoked'],
  ];
  const STATES: readonly TokenState[] = ['Inactive', 'Active', 'Suspended', 'Revoked'];
  test.each(STATES.flatMap((from) => STATES.map((to) => [from, to] as const)))('%s to %s', (from, to) => {
    const at = register();
    inState(at, 'alpha', from);
    const isAllowed = ALLOWED.some((pair) => pair[0] === from && pair[1] === to);
    expect(at.cm.transition('demo', 'alpha', to)).toBe(isAllowed);
    expect(at.cm.find('demo', 'alpha')?.state).toBe(isAllowed ? to : from);
    // [16/ECAP ECAP-15] whenever a usable token becomes unusable, and only then
    const isCutOff = isAllowed && from !== 'Suspended' && (to === 'Suspended' || to === 'Revoked');
    expect(at.raised).toEqual(isCutOff ? [revoked('alpha')] : []);
  });

  test('[16/ECAP ECAP-01] a suspended or revoked token is found, and not usable', () => {
    const at = register();
    inState(at, 'alpha', 'Suspended');
    const identified = at.cm.identify('demo', 'alpha');
    expect(identified?.state).toBe('Suspended');
    expect(identified && isUsable(identified)).toBe(false);
    expect(at.cm.identify('demo', 'nobody')).toBeUndefined();
  });

  test('[open question 29] revoking a token that was never used can be refused', () => {
    const at = register({ revokeInactive: 'refuse' });
    at.issue('alpha');
    expect(at.cm.transition('demo', 'alpha', 'Revoked')).toBe(false);
    at.cm.identify('demo', 'alpha');
    expect(at.cm.transition('demo', 'alpha', 'Revoked')).toBe(true);
  });

  test('a token that there is not changes nothing', () => {
    const at = register();
    expect(at.cm.transition('demo', 'alpha', 'Revoked')).toBe(false);
    expect(at.cm.delete('demo', 'alpha')).toBe(false);
    expect(at.entries()).toEqual([]);
  });
});

describe('[§1.5] the text of a token', () => {
  test('is unique in an application, not beyond', () => {
    const at = register();
    expect(at.issue('alpha')).toBeDefined();
    expect(at.issue('alpha', 'e2')).toBeUndefined();
    expect(at.issue('alpha', 'e2', 'other')).toBeDefined();
    expect(at.cm.find('demo', 'alpha')?.endpointId).toBe('e1');
    expect(at.cm.find('other', 'alpha')?.endpointId).toBe('e2');
  });

  test('[open question 29] of a revoked token is not issued again, unless the settings allow it', () => {
    const strict = register();
    inState(strict, 'alpha', 'Revoked');
    expect(strict.issue('alpha', 'e2')).toBeUndefined();
    const at = register({ revokedTokenAgain: 'allow' });
    inState(at, 'alpha', 'Revoked');
    const before = at.cm.find('demo', 'alpha')?.tokenId;
    expect(at.issue('alpha', 'e2')).toMatchObject({ endpointId: 'e2', state: 'Inactive' });
    expect(at.cm.find('demo', 'alpha')?.tokenId).not.toBe(before);
    expect(at.cm.tokensOf('e1')).toEqual([]);
  });

  test('of a suspended token never is', () => {
    const at = register({ revokedTokenAgain: 'allow' });
    inState(at, 'alpha', 'Suspended');
    expect(at.issue('alpha', 'e2')).toBeUndefined();
  });

  test('that nobody chose: ten letters and digits, different from all there are', () => {
    const at = register();
    const first = at.cm.freshToken('demo', 'e1');
    expect(first).toMatch(/^[A-Za-z0-9]{10}$/);
    at.issue(first);
    expect(at.cm.freshToken('demo', 'e1')).not.toBe(first);
    expect(at.cm.freshToken('demo', 'e2')).not.toBe(first);
  });
});

describe('deleting', () => {
  test.each(['Inactive', 'Active', 'Suspended', 'Revoked'] as const)(
    'a token that is %s: announced when it was usable, its text is free again',
    (state) => {
      const at = register();
      inState(at, 'alpha', state);
      expect(at.cm.delete('demo', 'alpha')).toBe(true);
      expect(at.raised).toEqual(state === 'Inactive' || state === 'Active' ? [revoked('alpha')] : []);
      expect(at.cm.identify('demo', 'alpha')).toBeUndefined();
      expect(at.issue('alpha', 'e2')).toMatchObject({ state: 'Inactive' });
    },
  );

  test('[9/ELCE ELCE-07] an endpoint that is unregistered takes all its tokens along, and no others', () => {
    const at = register();
    for (const token of ['a1', 'a2']) at.issue(token, 'e1');
    at.issue('b1', 'e2');
    at.cm.identify('demo', 'a2');
    at.events.raise({ type: 'endpoint-unregistered', endpointId: 'e1', appVersionName: 'demo-v1' });
    expect([...at.cm.all()].map(({ token }) => token)).toEqual(['b1']);
    expect(at.cm.tokensOf('e1')).toEqual([]);
    expect(at.raised.slice(1)).toEqual([revoked('a1'), revoked('a2')]);
    expect(at.entries().slice(-2)).toMatchObject([
      { type: 'cm.token-deleted', token: 'a1', endpointId: 'e1' },
      { type: 'cm.token-deleted', token: 'a2', endpointId: 'e1' },
    ]);
  });
});
