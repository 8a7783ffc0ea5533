/**
 * The reports of `kaa contract diff`: which are wanted, and where they go. Several at once; one without a file goes to the output.
 */
import { writeFile } from 'node:fs/promises';
import type { DiffReport } from '../../contract/schemas/diff/report.js';
import { diffGithub, diffJson, diffJunit } from '../../contract/schemas/diff/reporters/machine.js';
import { type DiffStyle, diffText } from '../../contract/schemas/diff/reporters/text.js';
import { kaaError } from '../../errors.js';

export const DIFF_FORMATS = ['text', 'json', 'junit', 'github'] as const;
export type DiffFormat = (typeof DIFF_FORMATS)[number];

export interface WantedDiffReport {
  readonly format: DiffFormat;
  /** Absent: to the output. */
  readonly file?: string | undefined;
}

/** `junit=diff.xml`, `text`. @throws KaaError FLAG_INVALID */
export function parseDiffReport(text: string): WantedDiffReport {
  const cut = text.indexOf('=');
  const [name, file] = cut < 0 ? [text, undefined] : [text.slice(0, cut), text.slice(cut + 1)];
  const format = DIFF_FORMATS.find((known) => known === name);
  const invalid = (reason: string) => kaaError('FLAG_INVALID', { flag: 'report', value: text, reason });
  if (format === undefined)
    throw invalid(`not one of ${DIFF_FORMATS.join(', ')}, each with =FILE if it is to be a file`);
  if (file === '') throw invalid('a file is missing after "="');
  return { format, file };
}

export interface DiffRendering {
  /** Of what goes to the output. */
  readonly style?: DiffStyle | undefined;
  /** Where the blueprint is in the repository, for annotations, with a trailing slash. */
  readonly pathPrefix?: string | undefined;
}

/** The text of one report. */
export function renderDiff(
  format: DiffFormat,
  report: DiffReport,
  { style, pathPrefix }: DiffRendering = {},
): string {
  switch (format) {
    case 'text':
      return `${diffText(report, style)}\n`;
    case 'json':
      return diffJson(report);
    case 'junit':
      return diffJunit(report);
    case 'github':
      return diffGithub(report, pathPrefix);
  }
}

/** Writes the files. @returns what goes to the output, in order @throws KaaError REPORT_NOT_WRITABLE */
export async function writeDiffReports(
  wanted: readonly WantedDiffReport[],
  report: DiffReport,
  rendering: DiffRendering,
): Promise<string[]> {
  const shown: string[] = [];
  for (const { format, file } of wanted) {
    if (file === undefined) shown.push(renderDiff(format, report, rendering));
    else
      await writeFile(file, renderDiff(format, report, { ...rendering, style: undefined })).catch(
        (error: unknown) => {
          throw kaaError('REPORT_NOT_WRITABLE', { file, reason: (error as Error).message }, { cause: error });
        },
      );
  }
  return shown;
}
