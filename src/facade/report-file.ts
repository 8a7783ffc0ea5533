/**
 * The report of a conformance run as a file: JUnit XML, which CI systems read.
 *
 * The file is opened before the run, so that a name that cannot be written is told before anything was waited for.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { junit } from '../conformance/junit.js';
import type { ConformanceReport } from '../conformance/report.js';
import { kaaError } from '../errors.js';

export interface ReportFile {
  /** @throws KaaError REPORT_NOT_WRITABLE */
  write(report: ConformanceReport): Promise<void>;
  close(): Promise<void>;
}

/** Without a name nothing is written. @throws KaaError REPORT_NOT_WRITABLE */
export async function openReportFile(file: string | undefined): Promise<ReportFile> {
  if (file === undefined) return { write: async () => {}, close: async () => {} };
  const refused = (error: unknown): never => {
    throw kaaError('REPORT_NOT_WRITABLE', { file, reason: (error as Error).message }, { cause: error });
  };
  const handle: FileHandle = await open(file, 'w').catch(refused);
  return {
    write: (report) => handle.writeFile(junit(report)).catch(refused),
    close: () => handle.close(),
  };
}
