/**
 * What of fleets a data set does not have, said to people: whatever needs somebody at the other end.
 */
import type { FaultLayer } from '../../blueprint/fleet/faults.js';
import { planFaults } from '../faults/fault-plan.js';
import type { FleetPlan, Plan } from '../plan/plan.js';

/** One sentence for each thing that a fleet declares and that is not there. */
export function absentNotes({ fleets }: Plan): string[] {
  return fleets.flatMap((plan) => [...platformNotes(plan), ...faultNotes(plan)]);
}

function platformNotes({ fleet }: FleetPlan): string[] {
  const { commands, configuration, software, operator, behaviour } = fleet;
  const transitions = Object.values(behaviour?.states ?? {}).flatMap(({ next = [] }) => next);
  const waitsForPlatform = transitions.some(
    ({ command, configuration: applied }) => command !== undefined || applied !== undefined,
  );
  const declared = [
    ...(Object.keys(commands ?? {}).length > 0 || operator !== undefined ? ['commands'] : []),
    ...(configuration !== undefined || operator !== undefined ? ['configurations'] : []),
    ...(software !== undefined ? ['software updates'] : []),
    ...(waitsForPlatform ? ['transitions by command or configuration'] : []),
  ];
  if (declared.length === 0) return [];
  return [
    `Fleet ${fleet.fleet}: ${listed(declared)} need a platform. The data set is that of endpoints to which nobody sends any.`,
  ];
}

function faultNotes({ fleet }: FleetPlan): string[] {
  const of = (layer: FaultLayer) => (planFaults(fleet.faults, layer) ?? []).map(({ kind }) => kind);
  const kinds = [...new Set([...of('link'), ...of('platform')])];
  if (kinds.length === 0) return [];
  return [
    `Fleet ${fleet.fleet}: faults of the link and the platform (${kinds.join(', ')}) strike messages on their way. The data set has none of them: it is what the endpoints have to say.`,
  ];
}

function listed(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}
