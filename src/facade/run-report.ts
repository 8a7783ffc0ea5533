/**
 * The page about a run, from a file to a file: reads a journal, or the JSON report of a run, and writes one HTML page.
 *
 * A journal is read event by event and never kept: it may be larger than memory. The page appears whole or not at all.
 */

import { open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { kaaError } from '../errors.js';
import { packageFile } from '../package-file.js';
import { RunCollector } from '../report/figures/run-figures.js';
import { isFleetReport, type RunData, summaryOf } from '../report/page/run-data.js';
import { type PageAssets, runPage, titleOf } from '../report/page/run-page.js';
import type { FleetReport, SampleCounts } from '../sim/report/report.js';
import { readJournal } from './journal-reader.js';

export interface RunReportOptions {
  /** A journal, or what `kaa sim run --json` printed. */
  readonly run: string;
  /** The page; the name of the run with `.html` when absent. */
  readonly output?: string | undefined;
  readonly title?: string | undefined;
  /** Told now and then how many events were read. */
  readonly onProgress?: ((events: number) => void) | undefined;
}

/** What was written, and what is in it. */
export interface WrittenReport {
  readonly output: string;
  readonly bytes: number;
  readonly title: string;
  /** Events of the journal; 0 when there is none. */
  readonly events: number;
  /** Null: the journal ends before its run, or is that of a platform. */
  readonly verdict: FleetReport['verdict'] | null;
  readonly samples: SampleCounts;
  readonly durationMs: number;
}

const PROGRESS_EVERY = 50_000;
/** A report is small; what is larger is a journal, whatever else it may be. */
const REPORT_BYTES_MAX = 16 * 1024 * 1024;

/** @throws KaaError JOURNAL_NOT_READABLE, RUN_EMPTY, REPORT_NOT_WRITABLE */
export async function writeRunReport(options: RunReportOptions): Promise<WrittenReport> {
  const { run, title } = options;
  const output = options.output ?? join(dirname(run), `${basename(run, extname(run))}.html`);
  if (resolve(output) === resolve(run))
    throw kaaError('REPORT_NOT_WRITABLE', { file: output, reason: 'it is the run itself' });
  const draft = `${output}.part`;
  // Before anything is read: nobody should wait for a file that cannot be.
  await writable(output, async () => await (await open(draft, 'w')).close());
  try {
    const data = await dataOf(run, options.onProgress);
    const page = runPage(data, await pageAssets(), title);
    await writable(output, async () => {
      await writeFile(draft, page);
      await rename(draft, output);
    });
    const { samples, durationMs } = summaryOf(data);
    return {
      output,
      bytes: Buffer.byteLength(page),
      title: title ?? titleOf(data),
      events: data.figures?.events ?? 0,
      verdict: data.report?.verdict ?? null,
      samples,
      durationMs,
    };
  } finally {
    await rm(draft, { force: true });
  }
}

async function writable(file: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    throw kaaError('REPORT_NOT_WRITABLE', { file, reason: (error as Error).message }, { cause: error });
  }
}

/** @throws KaaError JOURNAL_NOT_READABLE, RUN_EMPTY */
async function dataOf(run: string, onProgress?: (events: number) => void): Promise<RunData> {
  const report = await reportIn(run);
  if (report !== undefined) return { report, figures: undefined };
  const collector = new RunCollector();
  for await (const event of readJournal(run)) {
    collector.add(event);
    if (collector.events % PROGRESS_EVERY === 0) onProgress?.(collector.events);
  }
  const figures = collector.figures();
  if (figures.side === undefined) throw kaaError('RUN_EMPTY', { file: run, events: figures.events });
  return { figures, report: isFleetReport(figures.report) ? figures.report : undefined };
}

/** The report in a file that holds one and nothing else. */
async function reportIn(file: string): Promise<FleetReport | undefined> {
  const size = await stat(file).then(
    (stats) => (stats.isFile() ? stats.size : Infinity),
    () => Infinity,
  );
  if (size > REPORT_BYTES_MAX) return undefined;
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return isFleetReport(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What draws the plots: uPlot as its package has it, with its licence, and the page's own script. */
async function pageAssets(): Promise<PageAssets> {
  const require = createRequire(import.meta.url);
  const uplot = dirname(require.resolve('uplot/package.json'));
  const [library, style, licence, own] = await Promise.all([
    readFile(join(uplot, 'dist', 'uPlot.iife.min.js'), 'utf8'),
    readFile(join(uplot, 'dist', 'uPlot.min.css'), 'utf8'),
    readFile(join(uplot, 'LICENSE'), 'utf8'),
    readFile(packageFile('pages/run-report.js'), 'utf8'),
  ]);
  return { scripts: [`/*!\n${licence.trim()}\n*/\n${library.trim()}`, `(() => {\n${own}})();`], style };
}
