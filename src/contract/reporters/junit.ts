/**
 * A contract report as JUnit XML: one suite for each run, one test case for each expectation.
 */
import { type JunitCase, junitDocument } from '../../kernel/junit.js';
import type { ContractReport, ContractRun, ExpectationResult } from '../report.js';
import { evidenceLines, messageOf, moreLines, titleOf } from './evidence.js';

/** The whole document. */
export function junitReport({ runs }: ContractReport): string {
  const suites = runs.map((run) => ({
    name: titleOf(run, runs),
    cases: run.results.map((result) => caseOf(result, run)),
  }));
  return junitDocument('kaa contract', suites);
}

function caseOf(result: ExpectationResult, run: ContractRun): JunitCase {
  const { id, statement, place } = result;
  const { file, line } = place;
  return {
    classname: run.appVersion,
    name: `${id} ${statement}`,
    file,
    line,
    outcome: outcomeOf(result, run),
  };
}

function outcomeOf(result: ExpectationResult, { beganAt, output = '' }: ContractRun): JunitCase['outcome'] {
  if (result.verdict === 'pass') return { kind: 'pass' };
  const message = messageOf(result);
  if (result.verdict === 'unknown') return { kind: 'unknown', message, text: output.slice(-OUTPUT_MAX) };
  const lines = [...result.evidence.flatMap((found) => evidenceLines(found, beganAt)), ...moreLines(result)];
  return { kind: 'fail', message, text: lines.join('\n') };
}

/** The end of what the device printed, in each case that it may explain. */
const OUTPUT_MAX = 2000;
