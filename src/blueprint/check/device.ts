/**
 * What the endpoints of a fleet are, keep and do when they are spoken to: values, expressions and effects, wherever they
 * stand in the fleet file.
 */
import { type Fields, fieldsOf, itemsOf } from '../data.js';
import type { VersionSchemas } from '../model.js';
import type { Finding } from '../problems.js';
import type { Path } from '../source.js';
import { checkBehaviour } from './behaviour.js';
import { deviceRoots, type Roots, sampledFields, withCommand, withConfiguration } from './device-names.js';
import { checkCondition, checkEffects, checkSpan, namesIn, type Scope } from './effects.js';
import { checkValue, type EarlierFields, type ValueTools } from './values.js';

/** @param schemas of the fleet's version, as far as they are known */
export function checkDevice(
  fleet: Fields,
  schemas: VersionSchemas | undefined,
  valueTools: ValueTools,
): Finding[] {
  const tools = { ...valueTools, roots: deviceRoots(fleet, schemas) };
  const states = fieldsOf(fieldsOf(fleet.behaviour).states);
  const isOpen = fieldsOf(fleet.behaviour).module !== undefined;
  const scope: Scope = {
    tools,
    fields: sampledFields(fleet, schemas),
    states: isOpen ? undefined : Object.keys(states),
    variables: isOpen ? undefined : namesIn(fleet.variables),
  };
  return [
    ...checkParameterNames(fleet.parameters),
    ...['parameters', 'variables', 'metadata'].flatMap((part) => checkRecord(fleet[part], [part], tools)),
    ...checkRecord(fieldsOf(fleet.samples).fields, ['samples', 'fields'], tools),
    ...Object.keys(states).flatMap((name) => checkStateFields(fleet, name, tools)),
    ...checkBehaviour(fleet, schemas, scope),
    ...Object.entries(fieldsOf(fleet.commands)).flatMap(([type, command]) =>
      checkCommandRule(fieldsOf(command), ['commands', type], {
        ...scope,
        tools: { ...tools, roots: withCommand(tools.roots, type, schemas) },
      }),
    ),
    ...checkConfigurationRule(fieldsOf(fleet.configuration), {
      ...scope,
      tools: { ...tools, roots: withConfiguration(tools.roots, schemas) },
    }),
    ...['download', 'install', 'reboot'].flatMap((step) =>
      checkSpan(fieldsOf(fleet.software)[step], ['software', step]),
    ),
  ];
}

/** In templates these names mean something else. */
const TAKEN = ['index', 'token', 'fleet'];

function checkParameterNames(parameters: unknown): Finding[] {
  return namesIn(parameters)
    .filter((name) => TAKEN.includes(name))
    .map((name) => ({
      path: ['parameters', name],
      at: 'key',
      message: `"${name}" is taken: in templates {${name}} means something else, and expressions have device.${name}`,
    }));
}

/** Values by name, each of which sees those before it. */
function checkRecord(
  record: unknown,
  base: Path,
  tools: ValueTools & { readonly roots: Roots },
  before: EarlierFields = new Map(),
): Finding[] {
  const earlier = new Map(before);
  return Object.entries(fieldsOf(record)).flatMap(([name, value]) => {
    const findings = checkValue(value, { path: [...base, name], earlier: new Map(earlier), ...tools });
    earlier.set(name, value);
    return findings;
  });
}

/** Fields of a state take the places of the fleet's own; new ones come last. */
function checkStateFields(
  fleet: Fields,
  name: string,
  tools: ValueTools & { readonly roots: Roots },
): Finding[] {
  const usual = Object.entries(fieldsOf(fieldsOf(fleet.samples).fields));
  const own = fieldsOf(fieldsOf(fieldsOf(fieldsOf(fleet.behaviour).states)[name]).samples).fields;
  const all = { ...Object.fromEntries(usual), ...fieldsOf(own) };
  const path = ['behaviour', 'states', name, 'samples', 'fields'];
  return checkRecord(all, path, tools).filter(({ path: at }) =>
    Object.hasOwn(fieldsOf(own), String(at[path.length])),
  );
}

function checkCommandRule(command: Fields, path: Path, scope: Scope): Finding[] {
  const { after, only, otherwise, payload } = command;
  const earlier = scope.fields ?? new Map<string, unknown>();
  return [
    ...checkSpan(after, [...path, 'after']),
    ...checkCondition(only, [...path, 'only'], scope),
    ...(otherwise !== undefined && only === undefined
      ? [{ path: [...path, 'otherwise'], at: 'key' as const, message: 'goes with "only"' }]
      : []),
    ...checkValue(payload, { ...scope.tools, path: [...path, 'payload'], earlier, isLast: true }),
    ...checkEffects(command.then, [...path, 'then'], scope),
  ];
}

function checkConfigurationRule(configuration: Fields, scope: Scope): Finding[] {
  const path = ['configuration'];
  return [
    ...checkSpan(configuration.after, [...path, 'after']),
    ...itemsOf(configuration.refuse).flatMap((refusal, place) =>
      checkCondition(fieldsOf(refusal).when, [...path, 'refuse', place, 'when'], scope),
    ),
    ...checkEffects(configuration.then, [...path, 'then'], scope),
  ];
}
