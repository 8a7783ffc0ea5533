/**
 * `set`, `state` and `reboot` of a fleet file, read once for the fleet.
 *
 * Variables are assigned one after the other, so each expression sees what those before it have set. A result that is
 * none leaves the variable as it is.
 */

import { isFields } from '../../blueprint/data.js';
import type {
  Assignments as AssignmentTexts,
  Effects as EffectTexts,
} from '../../blueprint/fleet/effects.js';
import { compileExpression } from '../generators/evaluate.js';
import type { Libraries, Moment, ValueFactory } from '../generators/generator.js';
import { compileValue } from '../generators/registry.js';
import type { Device } from './device.js';
import { compileOptionalSpan, type Span } from './span.js';

export type Assign = (device: Device, moment: Moment) => void;

export interface Effects {
  readonly assign: Assign | undefined;
  readonly state: string | undefined;
  readonly reboot: Span | undefined;
}

export const NO_EFFECTS: Effects = { assign: undefined, state: undefined, reboot: undefined };

/** @throws KaaError FAKER_METHOD_UNKNOWN */
export function compileEffects(effects: EffectTexts | undefined, libraries: Libraries): Effects {
  if (effects === undefined) return NO_EFFECTS;
  return {
    assign: compileAssignments(effects.set, libraries),
    state: effects.state,
    reboot: compileOptionalSpan(effects.reboot),
  };
}

/** @throws KaaError FAKER_METHOD_UNKNOWN */
export function compileAssignments(
  set: AssignmentTexts | undefined,
  libraries: Libraries,
): Assign | undefined {
  if (set === undefined) return undefined;
  const values = Object.entries(set).map(([name, spec]) => [name, assigned(name, spec, libraries)] as const);
  return (device, moment) => {
    for (const [name, value] of values) {
      const next = value(device, moment);
      if (next !== undefined) device.view.variables[name] = next;
    }
  };
}

function assigned(
  name: string,
  spec: unknown,
  libraries: Libraries,
): (device: Device, moment: Moment) => unknown {
  if (typeof spec === 'string') {
    const evaluate = compileExpression(spec);
    return (_device, moment) => evaluate(moment);
  }
  if (!isFields(spec)) return () => spec;
  const factory: ValueFactory = compileValue(spec, libraries);
  return (device, moment) => device.generator(factory, `set/${name}`).next(moment);
}
