/**
 * Breaks that somebody has accepted, each with a reason, in a file of their own:
 *
 *     exceptions:
 *       - rule: property-removed
 *         subject: data-sample
 *         path: $.valve
 *         reason: No back end has ever read it.
 *
 * Whatever is left out of an exception is not looked at. One that covers nothing is told: the reason for it may be gone.
 */
import { deepFreeze } from '../../../blueprint/data.js';
import type { SchemaTools } from '../../../blueprint/json-schema.js';
import type { Problem } from '../../../blueprint/model.js';
import { nearest } from '../../../blueprint/nearest.js';
import { problemAt } from '../../../blueprint/problems.js';
import { findingsOfFile } from '../../../blueprint/schema-errors.js';
import { parseSource } from '../../../blueprint/source.js';
import { type Static, Type } from '../../../schema.js';
import { PAIRINGS } from './direction.js';
import type { DiffFinding, ExceptionUse } from './report.js';
import { ALL_RULES } from './rules.js';

const Exception = Type.Object(
  {
    rule: Type.String({ minLength: 1, description: 'The rule, such as property-removed.' }),
    reason: Type.String({ minLength: 1, description: 'Why the change is accepted.' }),
    version: Type.Optional(Type.String({ description: 'Application version, by its newer name.' })),
    subject: Type.Optional(Type.String({ description: 'Such as data-sample, or command.reboot.payload.' })),
    path: Type.Optional(Type.String({ description: 'Such as $.valve.' })),
    pairing: Type.Optional(
      Type.Enum(PAIRINGS as unknown as string[], { description: 'old-devices or new-devices.' }),
    ),
  },
  { additionalProperties: false },
);
type Exception = Static<typeof Exception>;

export const ExceptionsFile = Type.Object(
  { exceptions: Type.Array(Exception) },
  { additionalProperties: false },
);

/** An exception and the line where it stands. */
export interface PlacedException extends Exception {
  readonly line: number;
}

export interface ReadExceptions {
  readonly problems: readonly Problem[];
  /** Only to be trusted when there are no problems. */
  readonly exceptions: readonly PlacedException[];
}

/** Reads the text of an exceptions file. */
export function readExceptions(
  file: string,
  text: string,
  tools: Pick<SchemaTools, 'validate'>,
): ReadExceptions {
  const source = parseSource(file, text);
  if (source.problems.length > 0) return { problems: source.problems, exceptions: [] };
  const problems = findingsOfFile(tools.validate(ExceptionsFile, source.data), source.data).map((finding) =>
    problemAt(source, finding),
  );
  if (problems.length > 0) return { problems, exceptions: [] };
  const { exceptions } = source.data as Static<typeof ExceptionsFile>;
  const strangers = exceptions.flatMap(({ rule }, index) => {
    if (ALL_RULES.includes(rule)) return [];
    const suggestion = nearest(rule, ALL_RULES);
    return [
      problemAt(source, {
        path: ['exceptions', index, 'rule'],
        message: `there is no rule "${rule}"`,
        suggestion,
      }),
    ];
  });
  const placed = exceptions.map((exception, index) => ({
    ...exception,
    line: source.locate(['exceptions', index]).line,
  }));
  return { problems: strangers, exceptions: deepFreeze(placed) };
}

/** The findings, those that are covered with the reason; and the exceptions that cover none. */
export function withExceptions(
  findings: readonly DiffFinding[],
  exceptions: readonly PlacedException[],
): { readonly findings: readonly DiffFinding[]; readonly unusedExceptions: readonly ExceptionUse[] } {
  const used = new Set<PlacedException>();
  const covered = findings.map((finding) => {
    const matching = exceptions.filter((exception) => covers(exception, finding));
    for (const exception of matching) used.add(exception);
    return matching[0] === undefined ? finding : { ...finding, exception: matching[0].reason };
  });
  const unused = exceptions.filter((exception) => !used.has(exception));
  return {
    findings: covered,
    unusedExceptions: unused.map(({ rule, reason, line }) => ({ rule, reason, line })),
  };
}

const covers = ({ rule, version, subject, path, pairing }: Exception, finding: DiffFinding) =>
  finding.rule === rule &&
  [
    [version, finding.appVersion],
    [subject, finding.subject],
    [path, finding.path],
    [pairing, finding.pairing],
  ].every(([wanted, is]) => wanted === undefined || wanted === is);
