/**
 * The reports of a contract test: which are wanted, and where they go. Several at once; one without a file goes to the output.
 *
 * Files are opened before the test, so that a name that cannot be written is told before anything was waited for.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { githubReport } from '../../contract/reporters/github.js';
import { jsonReport } from '../../contract/reporters/json.js';
import { junitReport } from '../../contract/reporters/junit.js';
import { type TextStyle, textReport } from '../../contract/reporters/text.js';
import { kaaError } from '../../errors.js';
import type { ContractOutcome } from './run.js';

export const REPORT_FORMATS = ['text', 'json', 'junit', 'github', 'html'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export interface WantedReport {
  readonly format: ReportFormat;
  /** Absent: to the output. */
  readonly file?: string | undefined;
}

/** `junit=report.xml`, `text`. @throws KaaError FLAG_INVALID */
export function parseReport(text: string): WantedReport {
  const [name = '', ...rest] = text.split('=');
  const format = REPORT_FORMATS.find((known) => known === name);
  const invalid = (reason: string) => kaaError('FLAG_INVALID', { flag: 'report', value: text, reason });
  if (format === undefined)
    throw invalid(`not one of ${REPORT_FORMATS.join(', ')}, each with =FILE if it is to be a file`);
  const file = rest.join('=');
  if (rest.length > 0 && file === '') throw invalid('a file is missing after "="');
  if (format === 'html' && file === '') throw invalid('a page goes to a file: html=report.html');
  return file === '' ? { format } : { format, file };
}

export interface ReportContext {
  /** Of what goes to the output. */
  readonly style?: TextStyle | undefined;
  /** Where the blueprint is in the repository, for annotations, with a trailing slash. */
  readonly pathPrefix?: string | undefined;
}

/** The text of one report. */
export async function renderReport(
  format: ReportFormat,
  { report, timelines }: ContractOutcome,
  { style, pathPrefix }: ReportContext,
): Promise<string> {
  switch (format) {
    case 'text':
      return `${textReport(report, style)}\n`;
    case 'json':
      return jsonReport(report);
    case 'junit':
      return junitReport(report);
    case 'github':
      return githubReport(report, pathPrefix);
    case 'html': {
      const { htmlReport } = await import('../../contract/reporters/html/page.js');
      return htmlReport(report, timelines);
    }
  }
}

export interface Reports {
  /** Writes the files. @returns what goes to the output, in order @throws KaaError REPORT_NOT_WRITABLE */
  write(outcome: ContractOutcome, context: ReportContext): Promise<string[]>;
  close(): Promise<void>;
}

/** @throws KaaError REPORT_NOT_WRITABLE */
export async function openReports(wanted: readonly WantedReport[]): Promise<Reports> {
  const handles = new Map<WantedReport, FileHandle>();
  const close = async () => {
    for (const handle of handles.values()) await handle.close();
    handles.clear();
  };
  for (const report of wanted) {
    if (report.file === undefined) continue;
    try {
      handles.set(report, await open(report.file, 'w'));
    } catch (error) {
      await close();
      throw notWritable(report.file, error);
    }
  }
  return {
    async write(outcome, context) {
      const shown: string[] = [];
      for (const report of wanted) {
        const handle = handles.get(report);
        const text = await renderReport(
          report.format,
          outcome,
          handle === undefined ? context : { ...context, style: undefined },
        );
        if (handle === undefined) shown.push(text);
        else
          await handle.writeFile(text).catch((error: unknown) => {
            throw notWritable(report.file ?? '', error);
          });
      }
      return shown;
    },
    close,
  };
}

const notWritable = (file: string, error: unknown) =>
  kaaError('REPORT_NOT_WRITABLE', { file, reason: (error as Error).message }, { cause: error });
