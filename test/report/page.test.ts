/**
 * Goal: the page stands alone, says what the run was, and nothing from outside becomes markup. Method: a journal with hostile names
 * in every place goes through the whole way, from file to file; a browser looks at the page where there is one.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeRunReport } from '../../src/facade/run-report.js';
import { FAILED, PASSED } from '../helpers/reports.js';

const T0 = Date.UTC(2026, 0, 5);
const EVIL = '</script><script>document.title="taken"</script><img src=x onerror="document.title=\'taken\'">';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaa-report-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A run of three endpoints, a data sample a second each; whatever a name can be is hostile. */
function journal(report?: object): string {
  const events: object[] = [{ type: 'sim.connected', at: T0, client: EVIL }];
  for (let n = 0; n < 60; n++) {
    const at = T0 + 300 + n * 500;
    const common = { fleet: `f${EVIL}`, token: `t${n % 5}${EVIL}`, topic: `kp1/v1/dcx/t${n % 5}/json/${n}` };
    events.push({
      type: 'sim.request-sent',
      at,
      ...common,
      payload: JSON.stringify({ [EVIL]: n, mode: EVIL }),
    });
    const reason = { statusCode: 400, reasonPhrase: EVIL };
    const what = n % 7 === 0 ? 'rejected' : 'confirmed';
    events.push({ type: `sim.request-${what}`, at: at + 3, ...common, latencyMs: 3 + n, ...reason });
  }
  events.push({ type: 'kpc.message-ignored', at: T0 + 4000, client: EVIL, topic: EVIL, reason: EVIL });
  events.push({ type: 'sim.fault', at: T0 + 4000, fleet: 'f', token: 't', fault: EVIL });
  events.push({ type: 'platform.fault-armed', at: T0 + 4000, fault: 'x', kind: EVIL });
  events.push({
    type: 'cex.command-pending',
    at: T0 + 4000,
    endpointId: 'e',
    commandType: EVIL,
    commandId: 1,
  });
  if (report !== undefined) events.push({ type: 'sim.run-ended', at: T0 + 31_000, report });
  return events.map((event, seq) => `${JSON.stringify({ seq, ...event })}\n`).join('');
}

async function pageOf(name: string, text: string, title?: string) {
  const [run, output] = [join(folder, name), join(folder, `${name}.html`)];
  await writeFile(run, text);
  const written = await writeRunReport({ run, output, title });
  return { written, page: await readFile(output, 'utf8') };
}

const headings = (page: string) => [...page.matchAll(/<h2[^>]*>([^<]*)</g)].map(([, heading]) => heading);

describe('the page', () => {
  it('has every part that the run had something of', async () => {
    const thresholds = [{ threshold: 'p99 < 1ms', measured: 12, unit: 'ms', passed: false }];
    const { page, written } = await pageOf('all.ndjson', journal({ ...FAILED, thresholds, notes: ['note'] }));
    expect(headings(page)).toEqual([
      'Thresholds',
      'Over time',
      'Errors',
      'Ignored or refused by the platform',
      'Faults',
      'Commands',
      'Slowest endpoints',
      'Endpoints with the most failures',
      'Data',
      'Notes',
    ]);
    expect(written).toMatchObject({ verdict: 'fail', events: 126 });
    for (const [, id] of page.matchAll(/href="#([\w-]+)"/g)) expect(page).toContain(`id="${id}"`);
  });

  it('needs no network and says so to the browser', async () => {
    const { page } = await pageOf('alone.ndjson', journal(PASSED));
    const own = page.replaceAll(/<script[\s\S]*?<\/script>/g, '');
    expect(own).not.toMatch(/(?:src|href)="(?!#)/);
    expect(own).not.toMatch(/url\(|@import/);
    expect(page).toContain("default-src 'none'");
    expect(page).toContain('The MIT License');
  });

  it('has no markup that came from outside', async () => {
    const { page } = await pageOf('evil.ndjson', journal(), EVIL);
    expect(page).not.toContain('<img');
    expect(page.match(/<script/g)).toHaveLength(3);
    expect(page).toContain('&lt;img src=x');
  });

  it('says why there is no verdict when the journal ends before its run', async () => {
    const { page, written } = await pageOf('cut.ndjson', journal());
    expect(written).toMatchObject({ verdict: null, samples: { sent: 60, rejected: 9 } });
    expect(page).toContain('The journal ends before its run');
  });

  it('is made of the report alone as well, without plots', async () => {
    const { page, written } = await pageOf('run.json', JSON.stringify(FAILED));
    expect(written).toMatchObject({ verdict: 'fail', events: 0 });
    expect(page).not.toContain('<script');
    expect(page).toContain('Made from the report of the run alone');
  });
});

describe('what is no run', () => {
  it.each([
    ['text.ndjson', 'hello\nworld\n', 'JOURNAL_NOT_READABLE'],
    ['json.json', '{"verdict":"pass"}', 'JOURNAL_NOT_READABLE'],
    ['quiet.ndjson', '{"seq":0,"at":1,"type":"epr.registered"}\n', 'RUN_EMPTY'],
    ['empty.ndjson', '', 'RUN_EMPTY'],
  ])('%s is told apart, and nothing is written', async (name, text, code) => {
    await expect(pageOf(name, text)).rejects.toMatchObject({ code });
    expect((await readdir(folder)).filter((file) => file.startsWith(`${name}.html`))).toEqual([]);
  });

  it('a page that cannot be written is told before anything is read', async () => {
    const run = join(folder, 'none.ndjson');
    const output = join(folder, 'no', 'such', 'folder.html');
    await expect(writeRunReport({ run, output })).rejects.toMatchObject({ code: 'REPORT_NOT_WRITABLE' });
    await expect(writeRunReport({ run, output: run })).rejects.toMatchObject({ code: 'REPORT_NOT_WRITABLE' });
  });
});

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const browser = BROWSERS.find((path) => existsSync(path));

describe(`in a browser${browser === undefined ? ': there is none here (apt install chromium), so this was not looked at' : ''}`, () => {
  it.runIf(browser !== undefined)(
    'every plot is drawn, and hostile names stay text',
    async () => {
      const { page } = await pageOf('browser.ndjson', journal(PASSED), 'A run');
      const flags = [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--virtual-time-budget=2000',
        '--dump-dom',
      ];
      const file = `file://${join(folder, 'browser.ndjson.html')}`;
      const profile = `--user-data-dir=${join(folder, 'profile')}`;
      const { stdout } = await promisify(execFile)(browser as string, [...flags, profile, file], {
        maxBuffer: 64 * 1024 * 1024,
      });
      const wanted = page.match(/class="canvas" id="plot-/g) ?? [];
      expect(wanted.length).toBeGreaterThan(4);
      expect(stdout.match(/<canvas/g)).toHaveLength(wanted.length);
      expect(stdout).toContain('<title>A run</title>');
    },
    60_000,
  );
});
