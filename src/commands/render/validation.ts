/**
 * The outcome of checking a blueprint, for people: every problem, or what was found to be right.
 */
import type { BlueprintCounts } from '../../blueprint/check/blueprint.js';
import type { ValidationReport } from '../../blueprint/load.js';
import { problems } from './problems.js';
import type { Style } from './style.js';

const NOUNS: Readonly<Record<keyof BlueprintCounts, readonly [string, string]>> = {
  applications: ['application', 'applications'],
  versions: ['version', 'versions'],
  services: ['service instance', 'service instances'],
  configs: ['configuration file', 'configuration files'],
  schemas: ['schema', 'schemas'],
  contracts: ['contract', 'contracts'],
  endpoints: ['declared endpoint', 'declared endpoints'],
  fleets: ['fleet', 'fleets'],
};

/** Problems first, then notes, which are no problems. */
export function validation(report: ValidationReport, style: Style): string {
  const notes = report.notes.length === 0 ? [] : [style.dim('Worth knowing:'), problems(report.notes, style)];
  return [...verdict(report, style), ...notes].join('\n');
}

function verdict(report: ValidationReport, style: Style): string[] {
  const found = report.problems.length;
  if (found === 0)
    return [`${style.green('✓')} No problems in ${report.folder}`, `  ${checked(report.counts)}`];
  const count = found === 1 ? '1 problem' : `${found} problems`;
  return [problems(report.problems, style), `${style.red('✗')} ${count} in ${report.folder}`];
}

function checked(counts: BlueprintCounts): string {
  const parts = Object.entries(NOUNS).map(([key, [one, many]]) => {
    const count = counts[key as keyof BlueprintCounts];
    return `${count} ${count === 1 ? one : many}`;
  });
  return `Checked: ${parts.join(', ')}.`;
}
