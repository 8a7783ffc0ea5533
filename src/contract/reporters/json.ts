/**
 * A contract report as JSON: the report itself, for programs.
 */
import type { ContractReport } from '../report.js';

export function jsonReport(report: ContractReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
