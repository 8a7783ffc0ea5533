/**
 * Goal: docs/fidelity.md says what is so: it is made of the requirements, the resources and the settings that there are.
 */
import { expect, it } from 'vitest';
import { fidelityPage, leavesOf } from '../../scripts/fidelity.js';
import { OWN_NAMES, RESOURCES } from '../../scripts/fidelity-table.js';
import { REQUIREMENTS, RFC_TITLES } from '../../src/conformance/requirements.js';
import { serviceCatalog } from '../../src/platform/catalog.js';
import { EXTENSIONS } from '../../src/platform/extensions/registry.js';
import { read } from '../helpers/sources.js';

const { services, defaultInstances } = serviceCatalog();

it('docs/fidelity.md is what npm run docs writes', () => {
  const page = fidelityPage({ requirements: REQUIREMENTS, titles: RFC_TITLES, services });
  expect(read('docs/fidelity.md'), 'stale: run npm run docs').toBe(page);
});

it('every extension has its resources in the table, and what is not absent exists', () => {
  expect(Object.keys(RESOURCES)).toEqual(expect.arrayContaining(Object.keys(EXTENSIONS)));
  const present = Object.entries(RESOURCES).filter(([, rows]) =>
    rows.some(([, state]) => state !== 'absent'),
  );
  for (const [part] of present) expect(defaultInstances, part).toHaveProperty(part);
  const states = Object.values(RESOURCES).flatMap((rows) => rows.map(([, state]) => state));
  expect([...new Set(states)].sort()).toEqual(['absent', 'approximated', 'faithful']);
});

it('the settings that carry names of our own exist', () => {
  const known = Object.entries(services).flatMap(([service, { applicationConfig, versionConfig }]) =>
    [...leavesOf(applicationConfig), ...leavesOf(versionConfig)].map(({ path }) => `${service}: ${path}`),
  );
  expect(known).toEqual(expect.arrayContaining([...OWN_NAMES]));
});
