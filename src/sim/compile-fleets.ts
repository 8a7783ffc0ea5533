/**
 * The fleets of a plan, made ready: what they need of this machine (libraries, modules) is loaded, what they say is read once.
 */
import { type Behaviour, compileBehaviour } from './device/behaviour.js';
import { valuesOf } from './device/values-of.js';
import { loadLibraries } from './generators/registry.js';
import { loadModules } from './modules/load.js';
import type { Plan } from './plan/plan.js';

/** By place of the fleet. @throws KaaError FAKER_METHOD_UNKNOWN, MODULE_UNUSABLE */
export async function compileFleets({ fleets }: Plan): Promise<Behaviour[]> {
  const libraries = await loadLibraries(fleets.flatMap(valuesOf));
  const modulesOf = await loadModules(fleets);
  return fleets.map((fleet) => compileBehaviour(fleet, { ...libraries, modules: modulesOf(fleet) }));
}
