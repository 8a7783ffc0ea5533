/**
 * What `kaa contract diff` found: plain data, the same for every report.
 *
 * The verdict is `fail` when there is a break that no exception covers, and nothing else makes it so.
 */
import type { Position } from '../../../blueprint/source.js';
import type { Flow, Pairing, SideNames } from './direction.js';
import type { Rule } from './rules.js';

export type Severity = 'break' | 'warning' | 'note';

export interface DiffPlace extends Position {
  /** Relative to the folder of the blueprint. */
  readonly file: string;
  /** Which of the two it stands in. */
  readonly side: 'old' | 'new';
}

export interface DiffFinding {
  readonly severity: Severity;
  readonly rule: Rule;
  /** False when it could not be decided whether anything breaks. */
  readonly certain: boolean;
  /** Application version, by the name that it has on the NEW side. */
  readonly appVersion: string;
  /** `data-sample`, `metadata`, `configuration`, `command.<type>.payload`, `command.<type>.result`, `contract`, `version`. */
  readonly subject: string;
  readonly flow: Flow;
  /** In which pairing it shows. */
  readonly pairing: Pairing;
  /** To the value that is concerned, such as `$.comfort.min`; `*` is any member or item that is not named. */
  readonly path: string;
  /** What changed. */
  readonly message: string;
  /** Who is hurt. */
  readonly consequence: string;
  /** A value that shows it, and what is said against it. */
  readonly witness?: { readonly value: unknown; readonly refusal: string } | undefined;
  readonly place: DiffPlace;
  /** Why it is accepted all the same. */
  readonly exception?: string | undefined;
}

export interface ExceptionUse {
  readonly rule: string;
  readonly reason: string;
  readonly line: number;
}

export interface DiffReport {
  readonly verdict: 'pass' | 'fail';
  readonly old: string;
  readonly new: string;
  readonly summary: {
    readonly breaks: number;
    readonly warnings: number;
    readonly notes: number;
    readonly excepted: number;
  };
  /** Pairings that must work; changes that show in others are notes. */
  readonly pairings: readonly Pairing[];
  /** What was compared. */
  readonly compared: readonly { readonly appVersion: string; readonly subject: string }[];
  readonly findings: readonly DiffFinding[];
  /** Exceptions that covered nothing. */
  readonly unusedExceptions: readonly ExceptionUse[];
  /** The file of the exceptions, when there is one. */
  readonly exceptionsFile?: string | undefined;
}

const RANK: Readonly<Record<Severity, number>> = { break: 0, warning: 1, note: 2 };

export function diffReport(
  names: SideNames,
  found: Pick<DiffReport, 'pairings' | 'compared' | 'findings' | 'unusedExceptions' | 'exceptionsFile'>,
): DiffReport {
  const open = found.findings.filter(({ exception }) => exception === undefined);
  const count = (severity: Severity) => open.filter((finding) => finding.severity === severity).length;
  const breaks = count('break');
  return {
    verdict: breaks > 0 ? 'fail' : 'pass',
    ...names,
    summary: {
      breaks,
      warnings: count('warning'),
      notes: count('note'),
      excepted: found.findings.length - open.length,
    },
    ...found,
    findings: found.findings.toSorted((a, b) => RANK[a.severity] - RANK[b.severity]),
  };
}
