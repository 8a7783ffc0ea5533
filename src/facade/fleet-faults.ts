/**
 * The faults of the platform that fleets declare, armed on the platform of the run; on a server elsewhere they are left out,
 * and the report says so.
 *
 * Fleets name endpoints by place and share, the platform by ID: here one becomes the other. The faults of devices and links
 * are the simulator's own.
 */
import type { FaultKind as FleetFaultKind } from '../blueprint/fleet/faults.js';
import { parseDuration } from '../kernel/duration.js';
import { createRandom, type Random } from '../kernel/random.js';
import type { FaultKind, FaultSpec } from '../platform/faults/fault.js';
import type { Platform } from '../platform/platform.js';
import { type FaultPlan, planFaults } from '../sim/faults/fault-plan.js';
import { Strikes } from '../sim/faults/strikes.js';
import type { FleetPlan, Plan } from '../sim/plan/plan.js';
import type { FleetReport } from '../sim/report/report.js';

const KINDS: Partial<Readonly<Record<FleetFaultKind, FaultKind>>> = {
  late: 'late',
  noAnswer: 'no-answer',
  error: 'error',
  rejectToken: 'reject-token',
  extensionDown: 'extension-down',
  duplicateCommand: 'duplicate-command',
};
/** As fleet files call them. */
const NAMES = new Map(Object.entries(KINDS).map(([name, kind]) => [kind, name]));
const STATUS_CODE = 500;

export interface FleetFaults {
  /** To be called when the run begins: windows are counted from there. */
  arm(): void;
  /** The report with what it should say of them: how often each kind has struck, and what was left out. */
  noted(report: FleetReport): FleetReport;
}

/** @throws KaaError FAULT_REFUSED when one cannot be armed on this platform */
export function fleetFaults(platform: Pick<Platform, 'faults' | 'services'>, plan: Plan): FleetFaults {
  const random = createRandom(plan.seed);
  const specs = plan.fleets.flatMap((fleet) =>
    (planFaults(fleet.fleet.faults, 'platform') ?? []).flatMap(
      (fault) => specOf(platform, fleet, fault, random) ?? [],
    ),
  );
  for (const spec of specs) platform.faults.check(spec);
  const ids = new Set(specs.map(({ id }) => id));
  return {
    arm() {
      for (const spec of specs) platform.faults.arm(spec);
    },
    noted(report) {
      const ours = platform.faults.list().filter(({ id, struck }) => ids.has(id) && struck > 0);
      if (ours.length === 0) return report;
      const faults: Record<string, number> = { ...report.faults };
      for (const { kind, struck } of ours) {
        const name = NAMES.get(kind) as string;
        faults[name] = (faults[name] ?? 0) + struck;
      }
      return { ...report, faults };
    },
  };
}

/** None at a server elsewhere: a note for each fleet that has some. */
export function leftOutFaults(plan: Plan): FleetFaults {
  const notes = notesOn(plan);
  return { arm() {}, noted: (report) => ({ ...report, notes: [...report.notes, ...notes] }) };
}

function notesOn(plan: Plan): string[] {
  return plan.fleets.flatMap(({ fleet }) => {
    const kinds = new Set((planFaults(fleet.faults, 'platform') ?? []).map(({ kind }) => kind));
    if (kinds.size === 0) return [];
    const named = [...kinds].join(', ');
    return `Fleet ${fleet.fleet}: faults of the platform (${named}) are left out; they need a platform of the run's own.`;
  });
}

/** Undefined when it concerns no endpoint of this run. */
function specOf(
  { services }: Pick<Platform, 'services'>,
  { fleet, applicationName, tokens, first }: FleetPlan,
  fault: FaultPlan,
  random: Random,
): FaultSpec | undefined {
  const { kind, name, rate, fromMs, toMs } = fault;
  const strikes = new Strikes(fault, { name: fleet.fleet, first, tokens }, random);
  const endpointIds = tokens.flatMap((token, place) => {
    if (!strikes.concerns(first + place)) return [];
    return services.cm.find(applicationName, token)?.endpointId ?? [];
  });
  if (endpointIds.length === 0) return undefined;
  const { by, statusCode, reasonPhrase, extension } = fault.options as {
    by?: string;
    statusCode?: number;
    reasonPhrase?: string;
    extension?: string;
  };
  return {
    kind: KINDS[kind] as FaultKind,
    id: `${fleet.fleet}.${name}`.replaceAll(/[^A-Za-z0-9._-]/g, '.'),
    byMs: by === undefined ? undefined : parseDuration(by),
    statusCode: kind === 'error' ? (statusCode ?? STATUS_CODE) : undefined,
    reasonPhrase,
    extension,
    endpointIds,
    rate,
    window: { fromMs, toMs: toMs === Infinity ? undefined : toMs },
  };
}
