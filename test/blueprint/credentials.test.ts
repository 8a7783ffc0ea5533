/**
 * Client credentials in blueprint.yaml: their form, and that each is there once.
 */
import { describe, expect, it } from 'vitest';
import { checkBlueprint } from '../../src/blueprint/check/blueprint.js';
import { schemaTools } from '../../src/blueprint/json-schema.js';
import { CATALOG } from './catalog.js';
import { type Change, changed, problemsAfter } from './fixture.js';

const given = (credentials: string): Change => [
  'blueprint.yaml',
  'name: demo\n',
  `name: demo\ncredentials:\n${credentials}\n`,
];
const ANN = '{ username: ann, password: a }';

describe('[22/CAP] credentials', () => {
  it('that are right come along with the blueprint', async () => {
    const text = `  basic: [${ANN}]\n  x509: [{ issuer: "CN=CA,O=Acme", serialNumber: "12345678901234567890" }]`;
    const checked = checkBlueprint(changed(given(text)), CATALOG, schemaTools());
    expect(checked.problems).toEqual([]);
    expect(checked.blueprint.credentials).toEqual({
      basic: [{ username: 'ann', password: 'a' }],
      x509: [{ issuer: 'CN=CA,O=Acme', serialNumber: '12345678901234567890' }],
    });
  });

  it('may be left out', async () => {
    const checked = checkBlueprint(changed(), CATALOG, schemaTools());
    expect(checked.blueprint.credentials).toEqual({});
  });

  it.each<[what: string, text: string, path: string, words: RegExp]>([
    ['a user twice', `  basic: [${ANN}, ${ANN}]`, 'credentials.basic.1.username', /"ann" is there twice/],
    [
      'a certificate twice',
      '  x509: [{ issuer: CN=a, serialNumber: "7" }, { issuer: CN=a, serialNumber: "007" }]',
      'credentials.x509.1.serialNumber',
      /7 of "CN=a" is there twice/,
    ],
    ['no password', '  basic: [{ username: ann }]', 'credentials.basic.0', /password/],
    ['an empty user name', '  basic: [{ username: "", password: a }]', 'credentials.basic.0.username', /\w/],
    [
      'a serial number that YAML reads as a number, and rounds',
      '  x509: [{ issuer: CN=a, serialNumber: 12345678901234567890 }]',
      'credentials.x509.0.serialNumber',
      /text|string/,
    ],
    [
      'a hexadecimal serial number',
      '  x509: [{ issuer: CN=a, serialNumber: "4d" }]',
      'credentials.x509.0.serialNumber',
      /whole number in base 10/,
    ],
    ['another kind', '  token: []', 'credentials.token', /unknown key/],
  ])('%s is one problem, with its place', async (_what, text, path, words) => {
    const problems = await problemsAfter(given(text));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`  ${path}  `);
    expect(problems[0]).toMatch(words);
  });

  it('the same user name as an issuer, and two issuers with one serial number, are fine', async () => {
    const text =
      '  basic: [{ username: ann, password: a }, { username: Ann, password: a }]\n' +
      '  x509: [{ issuer: CN=a, serialNumber: "7" }, { issuer: CN=b, serialNumber: "7" }]';
    expect(await problemsAfter(given(text))).toEqual([]);
  });
});
