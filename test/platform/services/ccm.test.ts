import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../src/kernel/random.js';
import {
  type Authentication,
  type ClientConnection,
  CredentialRegister,
} from '../../../src/platform/services/ccm/ccm.js';
import { decimalSerial, issuerKey, splitUsername } from '../../../src/platform/services/ccm/identity.js';
import { requirementsOf } from '../../../src/platform/services/ccm/requirements.js';
import { bench, NOW } from './harness.js';

const required = (transport: string, ...kinds: string[]) => ({
  transports: { [transport]: Object.fromEntries(kinds.map((kind) => [kind, { required: true }])) },
});
const BASIC = required('tcp', 'basicAuth');
const CERTIFICATE = { issuer: 'CN=Development CA,O=Acme', serialNumber: '77' };
const USER = { username: 'ann@acme', password: 'secret' };

function register(kpcSettings: object = {}) {
  const at = bench();
  const ports = { ...at, random: createRandom(1), tenant: 'acme', requirements: requirementsOf(kpcSettings) };
  const ccm = new CredentialRegister(ports);
  const basic = ccm.createBasic({ username: 'ann', password: 'secret' });
  const x509 = ccm.createX509(CERTIFICATE);
  const ids = { basic: basic?.credentialsId ?? '', x509: x509?.credentialsId ?? '' };
  return {
    ...at,
    ccm,
    ids,
    connect: (connection: Partial<ClientConnection> = {}) =>
      ccm.authenticate({ transport: 'tcp', ...connection }),
  };
}

const idOf = (result: Authentication) => result.ok && result.credentialsIds[0];

describe('[§2.5] a transport that asks for nothing', () => {
  test('lets everybody in, also who comes with the wrong credentials', () => {
    const { connect } = register();
    for (const connection of [
      {},
      { username: 'nobody', password: 'x' },
      { ...USER, password: 'wrong' },
      { certificate: { issuer: 'CN=Other', serialNumber: '1' } },
    ])
      expect(connect(connection)).toEqual({ ok: true, credentialsIds: [] });
  });

  test('still knows who comes with the right ones, so that their revocation reaches it', () => {
    const { connect, ids } = register();
    expect(connect(USER)).toEqual({ ok: true, credentialsIds: [ids.basic] });
  });
});

describe('[22/CAP CAP-01] user name and password', () => {
  test.each([
    ['nothing', {}, /required/],
    ['a wrong password', { ...USER, password: 'Secret' }, /wrong/],
    ['no password', { username: USER.username }, /wrong/],
    ['an unknown user', { ...USER, username: 'bob@acme' }, /wrong/],
    ['another tenant', { ...USER, username: 'ann@other' }, /wrong/],
    ['no tenant', { ...USER, username: 'ann' }, /<user>@<tenant>/],
    ['no user', { ...USER, username: '@acme' }, /<user>@<tenant>/],
    ['a certificate instead', { certificate: CERTIFICATE }, /required/],
  ])('%s is refused', (_what, connection, reason) => {
    const { connect } = register(BASIC);
    expect(connect(connection)).toEqual({ ok: false, reason: expect.stringMatching(reason) });
  });

  test('the right ones are accepted: first use makes them Active and is dated', async () => {
    const { ccm, connect, ids, clock } = register(BASIC);
    expect(ccm.find(ids.basic)).toMatchObject({ state: 'Inactive', createdDate: NOW });
    expect(ccm.find(ids.basic)).not.toHaveProperty('lastUseDate');
    await clock.advance(5);
    expect(idOf(connect(USER))).toBe(ids.basic);
    expect(ccm.find(ids.basic)).toMatchObject({
      state: 'Active',
      updatedDate: NOW + 5,
      lastUseDate: NOW + 5,
    });
    await clock.advance(5);
    connect(USER);
    expect(ccm.find(ids.basic)).toMatchObject({ updatedDate: NOW + 5, lastUseDate: NOW + 10 });
  });

  test('each transport asks for itself', () => {
    const { connect } = register(BASIC);
    expect(connect({ transport: 'ws' }).ok).toBe(true);
    expect(connect({ transport: 'tls' }).ok).toBe(true);
    expect(connect({ transport: 'tcp' }).ok).toBe(false);
  });

  test('the user may have an @, and a name that JavaScript knows', () => {
    const { ccm, connect } = register(BASIC);
    ccm.createBasic({ username: 'ann@example.com', password: 'p' });
    expect(connect({ username: 'ann@example.com@acme', password: 'p' }).ok).toBe(true);
    expect(connect({ username: '__proto__@acme', password: '' }).ok).toBe(false);
    expect(connect({ username: 'constructor@acme' }).ok).toBe(false);
  });
});

describe('[22/CAP CAP-09] client certificates', () => {
  const MUTUAL = required('tls', 'x509Auth');
  const over = (certificate?: ClientConnection['certificate']) => ({
    transport: 'tls' as const,
    certificate,
  });

  test('issuer and serial number together', () => {
    const { connect, ids } = register(MUTUAL);
    expect(idOf(connect(over(CERTIFICATE)))).toBe(ids.x509);
    expect(connect(over()).ok).toBe(false);
    expect(connect(over({ ...CERTIFICATE, serialNumber: '78' })).ok).toBe(false);
    expect(connect(over({ ...CERTIFICATE, issuer: 'CN=Development CA' })).ok).toBe(false);
    expect(connect(over({ ...CERTIFICATE, serialNumber: '4d' })).ok).toBe(false);
  });

  test('in whatever form the issuer is written', () => {
    const { connect } = register(MUTUAL);
    for (const issuer of [
      'O=Acme\nCN=Development CA',
      'O=Acme, CN=Development CA',
      ' CN=Development CA ,O=Acme',
    ])
      expect(connect(over({ issuer, serialNumber: '077' })).ok, issuer).toBe(true);
  });

  test('a comma within a part does not end it', () => {
    expect(issuerKey('CN=Acme\\, Inc,C=DE')).toBe(issuerKey('C=DE\nCN=Acme\\, Inc'));
    expect(issuerKey('CN=a,O=b')).not.toBe(issuerKey('CN=a\\,O=b'));
  });

  test('both may be required; the session hangs on both', () => {
    const { connect, ids } = register(required('tls', 'x509Auth', 'basicAuth'));
    expect(connect({ ...over(CERTIFICATE) }).ok).toBe(false);
    expect(connect({ transport: 'tls', ...USER }).ok).toBe(false);
    const both = connect({ ...over(CERTIFICATE), ...USER });
    expect(both.ok && new Set(both.credentialsIds)).toEqual(new Set([ids.basic, ids.x509]));
  });

  test('serial numbers of TLS are hexadecimal', () => {
    expect(decimalSerial('4D')).toBe('77');
    expect(decimalSerial('FFFFFFFFFFFFFFFFFFFF')).toBe('1208925819614629174706175');
  });
});

describe('[CCM §1.6] the life of credentials', () => {
  test.each(['basic', 'x509'] as const)(
    '%s: suspended or revoked they are refused, and announced',
    (kind) => {
      const { ccm, ids, raised, connect } = register(required('tcp', `${kind}Auth`));
      const come = () => connect(kind === 'basic' ? USER : { certificate: CERTIFICATE });
      const announced = { type: 'credentials-revoked', kind, credentialsId: ids[kind] };
      come();
      expect(ccm.transition(ids[kind], 'Suspended')).toBe(true);
      expect(raised, '[22/CAP CAP-16]').toEqual([announced]);
      expect(come()).toEqual({ ok: false, reason: expect.stringContaining('Suspended') });
      expect(ccm.transition(ids[kind], 'Active')).toBe(true);
      expect(come().ok).toBe(true);
      expect(ccm.transition(ids[kind], 'Revoked')).toBe(true);
      expect(raised).toEqual([announced, announced]);
      expect(come().ok).toBe(false);
      for (const to of ['Active', 'Suspended', 'Inactive'] as const)
        expect(ccm.transition(ids[kind], to), `Revoked is final: ${to}`).toBe(false);
    },
  );

  test('revoking what is suspended is not announced again; from Inactive to Suspended no way leads', () => {
    const { ccm, ids, raised, connect } = register();
    expect(ccm.transition(ids.basic, 'Suspended')).toBe(false);
    connect(USER);
    ccm.transition(ids.basic, 'Suspended');
    ccm.transition(ids.basic, 'Revoked');
    expect(raised).toHaveLength(1);
  });

  test('nobody is twice, and what is listed does not change afterwards', () => {
    const { ccm, ids, connect } = register();
    expect(ccm.createBasic({ username: 'ann', password: 'other' })).toBeUndefined();
    expect(ccm.createBasic({ username: '', password: 'x' })).toBeUndefined();
    expect(ccm.createX509({ issuer: 'O=Acme,CN=Development CA', serialNumber: '0077' })).toBeUndefined();
    expect(ccm.createX509({ issuer: 'CN=x', serialNumber: '0x4d' })).toBeUndefined();
    const before = ccm.list('basic');
    connect(USER);
    expect(before).toMatchObject([{ credentialsId: ids.basic, username: 'ann', state: 'Inactive' }]);
    expect(ccm.list().map(({ kind }) => kind)).toEqual(['basic', 'x509']);
    expect(ccm.find('nobody')).toBeUndefined();
    expect(ccm.transition('nobody', 'Revoked')).toBe(false);
  });

  test('a password is in no listing and no journal', () => {
    const { ccm, connect, entries, ids, raised } = register(BASIC);
    connect(USER);
    connect({ ...USER, password: 'guess-1' });
    ccm.transition(ids.basic, 'Revoked');
    const all = JSON.stringify([entries(), ccm.list(), raised]);
    expect(all).toContain('ann');
    for (const text of ['secret', 'guess-1', 'password', 'digest']) expect(all).not.toContain(text);
  });
});

describe('who a client says it is', () => {
  test('the tenant is what follows the last @', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (user, tenant) => {
        fc.pre(!tenant.includes('@'));
        expect(splitUsername(`${user}@${tenant}`)).toEqual({ user, tenant });
      }),
    );
    expect(splitUsername('ann')).toBeUndefined();
  });

  test('requirements are off unless the settings of KPC say otherwise', () => {
    const off = { basic: false, x509: false };
    const none = { tcp: off, tls: off, ws: off };
    for (const settings of [
      undefined,
      null,
      {},
      { transports: null },
      { transports: { tcp: { basicAuth: 1 } } },
    ])
      expect(requirementsOf(settings)).toEqual(none);
    expect(requirementsOf(required('ws', 'basicAuth'))).toEqual({
      ...none,
      ws: { basic: true, x509: false },
    });
  });
});
