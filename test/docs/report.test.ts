/**
 * Goal: docs/report.md is right. Method: its commands use flags that there are, what it says of limits is what the code holds, and a
 * run makes the page that it promises.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import Report from '../../src/commands/report.js';
import SimRun from '../../src/commands/sim/run.js';
import { writeRunReport } from '../../src/facade/run-report.js';
import { runFleets } from '../../src/index.js';
import { STEPS_MAX } from '../../src/report/figures/grid.js';
import { EXAMPLES_MAX, SERIES_MAX } from '../../src/report/figures/series.js';
import { ROOT } from '../helpers/sources.js';

const page = await readFile(new URL('../../docs/report.md', import.meta.url), 'utf8');
const folder = await mkdtemp(join(tmpdir(), 'kaa-docs-report-'));
afterAll(() => rm(folder, { recursive: true }));

it('uses only flags that there are', () => {
  const known = new Set(['json', ...Object.keys({ ...Report.flags, ...SimRun.flags })]);
  const used = [...page.matchAll(/--([a-z][a-z-]*)/g)].map(([, flag = '']) => flag);
  expect(used.filter((flag) => !known.has(flag))).toEqual([]);
});

it('tells the limits as they are', () => {
  expect(page).toContain(`at most ${STEPS_MAX} steps`);
  expect(page).toContain(`first ${SERIES_MAX} fields`);
  expect({ three: EXAMPLES_MAX }).toEqual({ three: 3 });
});

it('a journal makes a page with the verdict of its run beside it, and a result of the shape that is told', async () => {
  const run = join(folder, 'run.ndjson');
  const blueprint = join(ROOT, 'templates', 'smart-building');
  const report = await runFleets({ blueprint, virtual: true, durationMs: 3000, seed: 7, journalFile: run });
  const written = await writeRunReport({ run });
  expect(written).toMatchObject({
    output: join(folder, 'run.html'),
    verdict: 'pass',
    samples: report.samples,
  });
  expect(page).toContain(`{${Object.keys(written).join(', ')}}`);
  const html = await readFile(written.output, 'utf8');
  for (const field of ['temperature', 'humidity', 'power']) expect(html).toContain(`>${field}</h3>`);
});
