/**
 * What changed between two versions, for programs: JSON, JUnit XML (one case for each thing compared) and GitHub annotations.
 */
import { type JunitCase, junitDocument } from '../../../../kernel/junit.js';
import { short } from '../explain.js';
import type { DiffFinding, DiffReport } from '../report.js';

export const diffJson = (report: DiffReport) => `${JSON.stringify(report, null, 2)}\n`;

/** One suite for each application version, one case for each schema, contract or the version itself. */
export function diffJunit(report: DiffReport): string {
  const told = report.findings.map(({ appVersion, subject }) => ({ appVersion, subject }));
  const cases = unique([...report.compared, ...told]);
  const versions = [...new Set(cases.map(({ appVersion }) => appVersion))];
  const suites = versions.map((version) => ({
    name: `${version}: ${report.old} → ${report.new}`,
    cases: cases.filter(({ appVersion }) => appVersion === version).map((one) => caseOf(one, report)),
  }));
  return junitDocument('kaa contract diff', suites);
}

interface Compared {
  readonly appVersion: string;
  readonly subject: string;
}

const unique = (cases: readonly Compared[]) => [
  ...new Map(cases.map((one) => [`${one.appVersion} ${one.subject}`, one])).values(),
];

function caseOf({ appVersion, subject }: Compared, { findings }: DiffReport): JunitCase {
  const own = findings.filter(
    (finding) =>
      finding.appVersion === appVersion && finding.subject === subject && finding.exception === undefined,
  );
  const breaks = own.filter(({ severity }) => severity === 'break');
  const undecided = own.filter(({ certain, severity }) => !certain && severity === 'warning');
  const [first] = own;
  const place = first === undefined ? {} : { file: first.place.file, line: first.place.line };
  const head = { classname: appVersion, name: subject, ...place };
  const text = own.map(line).join('\n');
  if (breaks.length > 0)
    return { ...head, outcome: { kind: 'fail', message: breaks.map(line).join('; '), text } };
  if (undecided.length > 0)
    return { ...head, outcome: { kind: 'unknown', message: undecided.map(line).join('; '), text } };
  return { ...head, outcome: { kind: 'pass' } };
}

function line({ severity, rule, path, message, consequence, witness, pairing }: DiffFinding): string {
  const example =
    witness === undefined ? '' : `; for example ${short(witness.value)}, refused: ${witness.refusal}`;
  return `${severity} ${rule} ${path} (${pairing}): ${message}; ${consequence}${example}`;
}

const LEVELS = { break: 'error', warning: 'warning', note: 'notice' } as const;

/** `::error file=…,line=…::…` for each finding. @param prefix where the blueprint is in the repository, with a trailing slash */
export function diffGithub({ findings }: DiffReport, prefix = ''): string {
  const lines = findings
    .filter(({ exception }) => exception === undefined)
    .map((finding) => {
      const { place, rule, appVersion, subject } = finding;
      const title = `${rule} (${appVersion} ${subject} ${finding.path})`;
      const position = place.side === 'old' ? '' : `,line=${place.line},col=${place.column}`;
      const file = property(`${prefix}${place.file}`);
      return `::${LEVELS[finding.severity]} file=${file}${position},title=${property(title)}::${data(line(finding))}`;
    });
  return lines.map((text) => `${text}\n`).join('');
}

/** As GitHub's own toolkit writes them. */
const data = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string) => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
