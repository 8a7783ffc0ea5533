/**
 * Whether a fleet keeps anything for each endpoint, or asks for what it would keep. Fleets that do not pay nothing for it.
 */

import { fieldsOf } from '../../blueprint/data.js';
import { parseExpression } from '../../blueprint/expression/parse.js';
import { devicePath, fieldsIn } from '../../blueprint/expression/tree.js';
import type { Fleet } from '../../blueprint/fleet/fleet.js';
import { expressionsIn, generatorsIn, type NamedGenerator } from '../../blueprint/values-in.js';
import { valuesOf } from './values-of.js';

/** True when its endpoints need a memory. */
export function asksForDevice(fleet: Fleet): boolean {
  const { parameters, variables, behaviour, software, configuration, commands = {} } = fleet;
  const declared = [parameters, variables, behaviour, software, configuration?.merge, configuration?.then];
  if (declared.some((part) => part !== undefined)) return true;
  const rules = Object.values(commands);
  // Conditions and payloads see the last data sample, which somebody has to keep.
  if (configuration?.refuse !== undefined || rules.some(({ only, then }) => (only ?? then) !== undefined))
    return true;
  const payloads = rules.flatMap(({ payload }) => generatorsIn(payload));
  if (payloads.some((named) => named.name === 'by' || expressionsIn(named).length > 0)) return true;
  return valuesOf({ fleet }).flatMap(generatorsIn).some(generatorAsks);
}

function generatorAsks(named: NamedGenerator): boolean {
  const { name, options } = named;
  if (name === 'module') return true;
  if (name === 'by') return devicePath(String(fieldsOf(options).field)) !== undefined;
  return expressionsIn(named).some(({ value }) => namesDevice(value));
}

function namesDevice(text: string): boolean {
  const { tree } = parseExpression(text);
  return tree !== undefined && fieldsIn(tree).some(({ path }) => path[0] === 'device');
}
