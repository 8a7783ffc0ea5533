/**
 * Tenants in blueprint.yaml: applications name one that is there, and credentials are kept apart.
 */
import { describe, expect, it } from 'vitest';
import { checkBlueprint } from '../../src/blueprint/check/blueprint.js';
import { schemaTools } from '../../src/blueprint/json-schema.js';
import { CATALOG } from './catalog.js';
import { type Change, changed, problemsAfter } from './fixture.js';

const given = (text: string): Change => ['blueprint.yaml', 'name: demo\n', `name: demo\n${text}\n`];
const ofLamp = (tenant: string): Change => [
  'blueprint.yaml',
  '  lamp:\n',
  `  lamp:\n    tenant: ${tenant}\n`,
];
const ANN = '{ basic: [{ username: ann, password: a }] }';

describe('tenants', () => {
  it('that are right come along with the blueprint; the same user may be in each', async () => {
    const text = `credentials: ${ANN}\ntenants:\n  acme: { credentials: ${ANN}, transports: { tls: { x509Auth: { required: true } } } }`;
    const checked = checkBlueprint(changed(given(text), ofLamp('acme')), CATALOG, schemaTools());
    expect(checked.problems).toEqual([]);
    expect(checked.blueprint.applications.lamp?.tenant).toBe('acme');
    expect(checked.blueprint.tenants?.acme?.transports?.tls?.x509Auth?.required).toBe(true);
  });

  it.each<[what: string, changes: Change[], path: string, words: RegExp]>([
    [
      'an application of a tenant that is not declared',
      [given('tenants: { acme: {} }'), ofLamp('acmee')],
      'applications.lamp.tenant',
      /there are: kaa, acme.*did you mean "acme"/,
    ],
    [
      "the blueprint's own tenant once more",
      [given('tenants: { kaa: {} }')],
      'tenants.kaa',
      /blueprint itself/,
    ],
    [
      'a user twice in a tenant',
      [
        given(
          'tenants: { acme: { credentials: { basic: [{ username: a, password: b }, { username: a, password: b }] } } }',
        ),
      ],
      'tenants.acme.credentials.basic.1.username',
      /"a" is there twice/,
    ],
    [
      'a certificate in two tenants',
      [
        given(
          'credentials: { x509: [{ issuer: CN=a, serialNumber: "7" }] }\ntenants: { acme: { credentials: { x509: [{ issuer: CN=a, serialNumber: "7" }] } } }',
        ),
      ],
      'tenants.acme.credentials.x509.0.serialNumber',
      /is there twice/,
    ],
    ['a name with an @', [given('tenants: { "a@b": {} }')], 'tenants.a@b', /@/],
    [
      'a certificate over plain TCP',
      [given('tenants: { a: { transports: { tcp: { x509Auth: {} } } } }')],
      'tenants.a.transports.tcp.x509Auth',
      /unknown key/,
    ],
  ])('%s is one problem, with its place', async (_what, changes, path, words) => {
    const problems = await problemsAfter(...changes);
    expect(problems).toEqual([expect.stringContaining(`  ${path}  `)]);
    expect(problems[0]).toMatch(words);
  });
});
