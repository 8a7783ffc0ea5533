/**
 * Reports of runs as files, and those of the shards of a run as one.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { KaaError, kaaError } from '../errors.js';
import type { FleetReport } from '../sim/report/report.js';
import type { MergedReport, NamedReport, UnreadReport } from '../sim/shards/merge.js';
import { openOutput } from './output-file.js';

/**
 * Runs something and writes its report as one line of JSON, when it is over. That the file can be written is seen before the work
 * begins; a run that fails or is killed leaves none, and what was there before stays.
 * @throws KaaError REPORT_NOT_WRITABLE
 */
export async function withReportFile<Report>(
  file: string | undefined,
  work: () => Promise<Report>,
): Promise<Report> {
  if (file === undefined) return await work();
  const open = () =>
    openOutput(file, (reason, cause) => kaaError('REPORT_NOT_WRITABLE', { file, reason }, { cause }));
  await (await open()).discard();
  const report = await work();
  const output = await open();
  try {
    await output.write(`${JSON.stringify(report)}\n`);
    await output.commit();
  } finally {
    await output.discard();
  }
  return report;
}

/**
 * The reports of the shards of a run as the report of the run. What cannot be read is no failure while another report can: it is
 * told, and its shard is missing.
 * @param paths files, or folders whose files ending in .json are meant
 * @throws KaaError REPORT_NOT_READABLE, REPORTS_NOT_MERGEABLE
 */
export async function mergeShards(paths: readonly string[]): Promise<MergedReport> {
  const named: NamedReport[] = [];
  const unread: UnreadReport[] = [];
  for (const file of (await Promise.all(paths.map(filesOf))).flat()) {
    const found = await readReport(file);
    if ('report' in found) named.push(found);
    else unread.push(found);
  }
  const [first] = unread;
  if (named.length === 0 && first !== undefined) throw notReadable(first.file, first.reason);
  const { mergeReports } = await import('../sim/shards/merge.js');
  try {
    return await mergeReports(named, unread);
  } catch (error) {
    if (error instanceof KaaError) throw error;
    // Somebody has changed one: what is missing in it comes to light where it is used.
    const files = named.map(({ file }) => file).join(', ');
    throw notReadable(files, `a report is damaged (${(error as Error).message})`, error);
  }
}

const notReadable = (file: string, reason: string, cause?: unknown) =>
  kaaError('REPORT_NOT_READABLE', { file, reason }, { cause });

/** @throws KaaError REPORT_NOT_READABLE for a folder without reports */
async function filesOf(path: string): Promise<string[]> {
  const kind = await stat(path).catch(() => undefined);
  if (kind?.isDirectory() !== true) return [path];
  const names = (await readdir(path)).filter((name) => name.endsWith('.json')).sort();
  if (names.length === 0) throw notReadable(path, 'there is no file ending in .json in it');
  return names.map((name) => join(path, name));
}

async function readReport(file: string): Promise<NamedReport | UnreadReport> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { file, reason: code === 'ENOENT' ? 'there is no such file' : message };
  }
  if (text.trim() === '') return { file, reason: 'it is empty' };
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return { file, report: value as FleetReport };
    return { file, reason: 'it is no report' };
  } catch (error) {
    return { file, reason: `it is not JSON: ${(error as Error).message}` };
  }
}
