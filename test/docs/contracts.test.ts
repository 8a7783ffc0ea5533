/**
 * Goal: docs/contracts.md is right. Method: its contract is checked against the demo of the contract tests, its tables against the
 * models, and its commands against the flags.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { checkContract } from '../../src/blueprint/check/contract.js';
import { ownExpectations, SEEN_KEYS } from '../../src/blueprint/contract-model.js';
import { WHEN_KEYS } from '../../src/blueprint/contract-when.js';
import { schemaTools } from '../../src/blueprint/json-schema.js';
import ContractReplay from '../../src/commands/contract/replay.js';
import ContractTest from '../../src/commands/contract/test.js';
import { expectationsOf, planOf } from '../../src/contract/plan/plan.js';
import { loadBlueprint } from '../../src/index.js';

const page = await readFile(new URL('../../docs/contracts.md', import.meta.url), 'utf8');
const [, contract = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
const demo = await loadBlueprint(fileURLToPath(new URL('../contract/devices/demo', import.meta.url)));
const schemas = demo.schemas['demo-v1'] ?? { commands: {} };

test('the contract of the page is a right one, and has a statement for each expectation', async () => {
  const version = { name: 'demo-v1', schemas, instances: ['dcx'] };
  expect(checkContract(parse(contract), version, schemaTools())).toEqual([]);
  const loaded = { file: 'contract.yaml', contract: parse(contract), places: {} };
  const { plan } = planOf({ appVersion: 'demo-v1', contract: loaded, schemas });
  expect(expectationsOf(plan).filter(({ statement }) => !/^[A-Z].*\.$/.test(statement))).toEqual([]);
});

test('it names everything that can happen and be seen, and what always holds', () => {
  for (const key of [...WHEN_KEYS, ...SEEN_KEYS]) expect(page).toContain(`| \`${key}: `);
  for (const id of ownExpectations(['<type>'])) expect(page).toContain(`| \`${id}\` |`);
});

test('it uses only flags that there are', () => {
  const known = new Set(Object.keys({ ...ContractTest.flags, ...ContractReplay.flags }));
  const used = [...page.matchAll(/--([a-z][a-z-]*)/g)].map(([, flag = '']) => flag);
  expect(used.filter((flag) => !known.has(flag))).toEqual([]);
});
