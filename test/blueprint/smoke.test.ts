import { test } from 'vitest';
import { serviceCatalog } from '../../src/platform/catalog.js';
import { validateBlueprint, loadBlueprint, loadFleets } from '../../src/blueprint/load.js';
import { formatProblem } from '../../src/blueprint/problems.js';
import { createBlueprint, addApplication, listTemplates } from '../../src/blueprint/scaffold/scaffold.js';
test.each(['smart-building', 'vehicle-fleet', 'industrial-machine'])('%s', async (t) => {
  const r = await validateBlueprint({ path: `templates/${t}`, catalog: serviceCatalog() });
  console.log(r.problems.map(formatProblem).join('\n'), r.notes.map(formatProblem), r.counts);
});
test('create', async () => {
  const catalog = serviceCatalog();
  const folder = '/tmp/bp1';
  console.log(await createBlueprint({ name: 'acme', folder, catalog, force: true }));
  console.log(await addApplication({ blueprintFolder: folder, application: 'pumps', template: 'industrial-machine', catalog }));
  console.log(await addApplication({ blueprintFolder: folder, application: 'pumps', catalog }));
  console.log(await addApplication({ blueprintFolder: folder, application: 'acme', suffix: 'next', catalog }));
  console.log(await listTemplates());
});
