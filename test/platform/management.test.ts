import { describe, expect, test } from 'vitest';
import type { LoadedBlueprint } from '../../src/blueprint/model.js';
import { declare } from '../../src/platform/declare.js';
import { changeToken, issueToken, type TokenAction, unregister } from '../../src/platform/management.js';
import { running } from './esp/harness.js';

function platform() {
  const at = running();
  const { services, endpointId } = at;
  return {
    ...at,
    issue: (request: { token?: string; replaces?: string; endpointId?: string } = {}) =>
      issueToken(services, { endpointId, ...request }),
    change: (action: TokenAction, token = 'alpha', application = 'demo') =>
      changeToken(services, { application, token, action }),
    stateOf: (token: string) => services.cm.find('demo', token)?.state,
  };
}

const failing = (code: string, words?: string) =>
  expect.objectContaining({
    code,
    ...(words === undefined ? {} : { message: expect.stringContaining(words) }),
  });

describe('[CM §1.5] issuing a token', () => {
  test('the endpoint keeps its ID and has both', () => {
    const at = platform();
    expect(at.issue({ token: 'second' })).toMatchObject({ endpointId: at.endpointId, state: 'Inactive' });
    expect(at.services.cm.tokensOf(at.endpointId).map(({ token }) => token)).toEqual(['alpha', 'second']);
    expect(at.stateOf('alpha')).toBe('Inactive');
  });

  test('without a text one is made up', () => {
    const at = platform();
    const { token } = at.issue();
    expect(token).toMatch(/^[A-Za-z0-9]{10}$/);
    expect(at.issue().token).not.toBe(token);
  });

  test('re-issue: the one that is replaced is revoked after the new one is there', () => {
    const at = platform();
    at.issue({ token: 'second', replaces: 'alpha' });
    expect([at.stateOf('alpha'), at.stateOf('second')]).toEqual(['Revoked', 'Inactive']);
    expect(at.raised).toMatchObject([{ type: 'token-revoked', token: 'alpha', endpointId: at.endpointId }]);
  });

  test('a refusal leaves the one to be replaced as it is', () => {
    const at = platform();
    expect(() => at.issue({ token: 'a/b', replaces: 'alpha' })).toThrow(failing('TOKEN_REFUSED'));
    expect(() => at.issue({ token: 'alpha', replaces: 'alpha' })).toThrow(failing('TOKEN_REFUSED'));
    expect(at.stateOf('alpha')).toBe('Inactive');
  });

  test.each(['', 'a+b', '#', 'a/b', '10.0.0.1'])('the text %j is no token', (token) => {
    expect(() => platform().issue({ token })).toThrow(failing('TOKEN_REFUSED'));
  });

  test('for an endpoint, and in place of a token, that there is', () => {
    const at = platform();
    expect(() => at.issue({ endpointId: 'nobody' })).toThrow(failing('ENDPOINT_UNKNOWN', 'nobody'));
    const other = at.services.epr.register({
      applicationName: 'demo',
      appVersionName: 'demo-v1',
      name: 'beta',
    });
    at.services.cm.issue('demo', 'beta', other.endpointId);
    expect(() => at.issue({ replaces: 'beta' })).toThrow(failing('TOKEN_UNKNOWN', 'beta'));
    expect(at.stateOf('beta')).toBe('Inactive');
  });
});

describe('changing a token', () => {
  test('suspend, reactivate, revoke, delete', () => {
    const at = platform();
    at.services.cm.identify('demo', 'alpha');
    const states = (['suspend', 'reactivate', 'revoke', 'delete'] as const).map((action) => {
      at.change(action);
      return at.stateOf('alpha');
    });
    expect(states).toEqual(['Suspended', 'Active', 'Revoked', undefined]);
    expect(at.raised.map(({ type }) => type)).toEqual(['token-revoked', 'token-revoked']);
  });

  test('what the life cycle does not allow is said with the state', () => {
    const at = platform();
    expect(() => at.change('suspend')).toThrow(failing('TOKEN_REFUSED', 'it is Inactive'));
    at.change('revoke');
    expect(() => at.change('reactivate')).toThrow(failing('TOKEN_REFUSED', 'it is Revoked'));
    expect(() => at.issue({ token: 'alpha' })).toThrow(failing('TOKEN_REFUSED', 'revoked'));
  });

  test('a token that there is not', () => {
    const at = platform();
    expect(() => at.change('revoke', 'alpha', 'other')).toThrow(failing('TOKEN_UNKNOWN', 'other'));
  });
});

test('[9/ELCE ELCE-07] unregistering an endpoint takes its tokens along', () => {
  const at = platform();
  unregister(at.services, at.endpointId);
  expect(at.services.cm.tokensOf(at.endpointId)).toEqual([]);
  expect(at.raised.map(({ type }) => type)).toEqual(['endpoint-unregistered', 'token-revoked']);
  expect(() => unregister(at.services, at.endpointId)).toThrow(failing('ENDPOINT_UNKNOWN', at.endpointId));
});

test('[22/CAP] credentials of the blueprint are there, and asked for where kpc says so', () => {
  const given = {
    basic: [{ username: 'ann', password: 'p' }],
    x509: [{ issuer: 'CN=a', serialNumber: '1' }],
  };
  const { services } = running({ credentials: given });
  const { ccm } = services;
  const blueprint = { applications: {}, credentials: given } as unknown as LoadedBlueprint;
  declare({ services, register: () => {} }, blueprint);
  expect(ccm.list().map(({ kind, state }) => [kind, state])).toEqual([
    ['basic', 'Inactive'],
    ['x509', 'Inactive'],
  ]);
  expect(ccm.authenticate({ transport: 'tcp', username: 'ann@acme', password: 'p' })).toMatchObject({
    ok: true,
    credentialsIds: [ccm.list()[0]?.credentialsId],
  });
  expect(running().services.ccm.list()).toEqual([]);
});
