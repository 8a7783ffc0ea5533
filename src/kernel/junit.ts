/**
 * JUnit XML as CI systems read it, from plain cases: what every report of kaa has in common, whatever was tested.
 *
 * What could not be judged is an error there, not a test that was skipped: nobody has shown that it works.
 */
import { printableLines } from './printable.js';

export interface JunitCase {
  readonly classname: string;
  readonly name: string;
  /** Where the case stands, for systems that show it. */
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly outcome:
    | { readonly kind: 'pass' }
    | { readonly kind: 'skipped'; readonly message: string }
    | { readonly kind: 'unknown' | 'fail'; readonly message: string; readonly text: string };
}

export interface JunitSuite {
  readonly name: string;
  readonly cases: readonly JunitCase[];
}

/** The whole document. */
export function junitDocument(name: string, suites: readonly JunitSuite[]): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name=${quoted(name)} ${countsOf(suites.flatMap(({ cases }) => cases))}>`,
    ...suites.flatMap(suiteLines),
    '</testsuites>',
    '',
  ].join('\n');
}

function suiteLines({ name, cases }: JunitSuite): string[] {
  return [
    `  <testsuite name=${quoted(name)} ${countsOf(cases)}>`,
    ...cases.flatMap(caseLines),
    '  </testsuite>',
  ];
}

function countsOf(cases: readonly JunitCase[]): string {
  const count = (kind: JunitCase['outcome']['kind']) =>
    cases.filter(({ outcome }) => outcome.kind === kind).length;
  return `tests="${cases.length}" failures="${count('fail')}" errors="${count('unknown')}" skipped="${count('skipped')}"`;
}

function caseLines({ classname, name, file, line, outcome }: JunitCase): string[] {
  const place =
    file === undefined ? '' : ` file=${quoted(file)}${line === undefined ? '' : ` line="${line}"`}`;
  const open = `    <testcase classname=${quoted(classname)} name=${quoted(name)}${place}`;
  const body = bodyOf(outcome);
  return body === undefined ? [`${open}/>`] : [`${open}>`, `      ${body}`, '    </testcase>'];
}

function bodyOf(outcome: JunitCase['outcome']): string | undefined {
  switch (outcome.kind) {
    case 'pass':
      return undefined;
    case 'skipped':
      return `<skipped message=${quoted(outcome.message)}/>`;
    case 'unknown':
      return `<error type="unknown" message=${quoted(outcome.message)}>${escaped(outcome.text)}</error>`;
    case 'fail':
      return `<failure message=${quoted(outcome.message)}>${escaped(outcome.text)}</failure>`;
  }
}

const NAMES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** What XML 1.0 cannot hold, even escaped, besides characters that are made visible anyway. */
const FORBIDDEN = /[\uFFFE\uFFFF]/gu;

/** A text as XML and HTML take it, with nothing in it that is not seen. */
export function escaped(text: string): string {
  return printableLines(text)
    .replaceAll(FORBIDDEN, '\uFFFD')
    .replaceAll(/[&<>"]/g, (character) => NAMES[character] as string);
}

/** An attribute's value; line ends and tabs in it would be read as blanks. */
function quoted(text: string): string {
  return `"${escaped(text).replaceAll(/[\t\n]/g, (character) => `&#${character.charCodeAt(0)};`)}"`;
}
