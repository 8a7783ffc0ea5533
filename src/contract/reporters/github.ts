/**
 * A contract report as GitHub annotations: a line for each expectation that failed or stayed unknown, at its place in the contract.
 *
 *     ::error file=contracts/demo-v1.yaml,line=4,col=3,title=answers-reboot::expected …; seen: …
 */
import type { ContractReport, ExpectationResult } from '../report.js';
import { messageOf, titleOf } from './evidence.js';

/** @param prefix of the paths: where the blueprint is in the repository, with a trailing slash, or nothing */
export function githubReport({ runs }: ContractReport, prefix = ''): string {
  const lines = runs.flatMap((run) =>
    run.results
      .filter(({ verdict }) => verdict !== 'pass')
      .map((result) => annotation(result, titleOf(run, runs), prefix)),
  );
  return lines.map((line) => `${line}\n`).join('');
}

function annotation(result: ExpectationResult, title: string, prefix: string): string {
  const { id, verdict, statement, place } = result;
  const level = verdict === 'fail' ? 'error' : 'warning';
  const properties = Object.entries({
    file: `${prefix}${place.file}`,
    line: String(place.line),
    col: String(place.column),
    title: `${id} (${title})`,
  }).map(([name, value]) => `${name}=${property(value)}`);
  return `::${level} ${properties.join(',')}::${data(`${statement} ${messageOf(result)}`)}`;
}

/** As GitHub's own toolkit writes them. */
const data = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string) => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
