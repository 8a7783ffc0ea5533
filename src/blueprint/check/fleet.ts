/**
 * Fleet files: each against its shape, its values, and the application version that its endpoints speak.
 */
import { type Fields, fieldsOf, isFields, itemsOf, own, textOf } from '../data.js';
import { Fleet } from '../fleet/fleet.js';
import type { SchemaTools } from '../json-schema.js';
import type { VersionSchemas } from '../model.js';
import { listNames, nearest } from '../nearest.js';
import type { Finding } from '../problems.js';
import { findingsOfFile } from '../schema-errors.js';
import { parseTokenTemplate } from '../token-template.js';
import { type Assembly, type VersionView, versionsOf } from './assembly.js';
import { checkConnection } from './connection.js';
import { checkDevice } from './device.js';
import { checkCommand, unknownCommand } from './endpoints.js';
import { checkFaults } from './faults.js';
import { memberFindings } from './members.js';
import { checkMetadata } from './metadata.js';
import { checkSchedules } from './samples.js';
import { checkStages } from './stages.js';
import { checkThresholds } from './thresholds.js';
import type { ValueTools } from './values.js';

/** Values are free here: they are checked one by one, by `values.ts`. */
const FLEET_SHAPE = { ...Fleet, $defs: { Value: {} } };

/** Everything about one fleet file except its tokens against those of others. */
export function checkFleet(
  fleet: unknown,
  assembly: Assembly | undefined,
  valueTools: ValueTools,
): Finding[] {
  const { tools } = valueTools;
  const shape = findingsOfFile(tools.validate(FLEET_SHAPE, fleet), fleet);
  if (!isFields(fleet)) return shape;
  return [
    ...shape,
    ...checkToken(fleet),
    ...checkGateways(fleet),
    ...checkConnection(fleet),
    ...checkSchedules(fleet),
    ...checkStages(fleet.stages),
    ...checkFaults(fleet),
    ...checkThresholds(fleet.thresholds),
    ...checkOperatorForm(fleet),
    ...checkDevice(fleet, schemasOf(fleet, assembly), valueTools),
    ...(assembly === undefined ? [] : checkAgainstVersion(fleet, assembly, tools)),
  ];
}

function checkToken(fleet: Fields): Finding[] {
  if (typeof fleet.token !== 'string' || fleet.token === '') return [];
  const { fault, counts } = parseTokenTemplate(fleet.token, textOf(fleet.fleet) ?? 'fleet');
  if (fault !== undefined) return [{ path: ['token'], message: `the template "${fleet.token}" ${fault}` }];
  if (counts || Number(fleet.endpoints) === 1 || typeof fleet.endpoints !== 'number') return [];
  return [
    {
      path: ['token'],
      message: `${fleet.endpoints} endpoints cannot share the token "${fleet.token}"; put {index} into it`,
    },
  ];
}

function checkGateways({ gateways, endpoints }: Fields): Finding[] {
  if (typeof gateways !== 'number' || typeof endpoints !== 'number') return [];
  if (endpoints < 1 || gateways <= endpoints) return [];
  return [{ path: ['gateways'], message: `${gateways} gateways for ${endpoints} endpoints leave some idle` }];
}

/** An operator action is one thing: a command, or a configuration. */
function checkOperatorForm(fleet: Fields): Finding[] {
  return itemsOf(fleet.operator).flatMap((action, index): Finding[] => {
    const path = ['operator', index];
    const { command, configuration, payload } = fieldsOf(action);
    const parts = [command, configuration].filter((part) => part !== undefined);
    if (parts.length !== 1) return [{ path, message: 'name either a command or a configuration' }];
    if (payload !== undefined && command === undefined)
      return [{ path: [...path, 'payload'], message: 'a payload belongs to a command', at: 'key' }];
    return [];
  });
}

/** The schemas of the fleet's version; undefined when they cannot be known. */
function schemasOf({ version }: Fields, assembly: Assembly | undefined): VersionSchemas | undefined {
  return typeof version === 'string' && assembly !== undefined ? own(assembly.schemas, version) : undefined;
}

function checkAgainstVersion(fleet: Fields, assembly: Assembly, tools: SchemaTools): Finding[] {
  const versions = versionsOf(assembly.applications);
  if (typeof fleet.version !== 'string') return [];
  const version = versions.find(({ name }) => name === fleet.version);
  if (version === undefined) return [unknownVersion(fleet.version, versions)];
  const schemas = own(assembly.schemas, version.name) ?? { commands: {} };
  return [
    ...checkMetadata(fleet, version, schemas, assembly),
    ...checkFields(fleet, version, schemas),
    ...checkCommands(fleet, version, schemas, tools),
    ...checkSamplePeriod(fleet, version, schemas),
  ];
}

function unknownVersion(name: string, versions: readonly VersionView[]): Finding {
  const names = versions.map((version) => version.name);
  return {
    path: ['version'],
    message: `the blueprint has no application version "${name}"; there are: ${listNames(names)}`,
    suggestion: nearest(name, names),
  };
}

/** Fields of the data samples against the version's schema of them. */
function checkFields(fleet: Fields, version: VersionView, { dataSample }: VersionSchemas): Finding[] {
  if (!isFields(fleet.samples)) return [];
  if (fleet.samples.fields === undefined) return dataSample ? [] : [noFields(version)];
  const path = ['samples', 'fields'];
  const fields = fieldsOf(fleet.samples.fields);
  return dataSample === undefined
    ? []
    : memberFindings(fields, dataSample, path, `data samples of "${version.name}"`);
}

const noFields = (version: VersionView): Finding => ({
  path: ['samples'],
  at: 'key',
  message: `nothing to send: give fields here, or "${version.name}" a dataSample schema to make them from`,
});

function checkCommands(
  fleet: Fields,
  version: VersionView,
  schemas: VersionSchemas,
  tools: SchemaTools,
): Finding[] {
  const answered = Object.keys(fieldsOf(fleet.commands))
    .filter((type) => !Object.hasOwn(schemas.commands, type))
    .map((type) => unknownCommand(version.name, schemas, type, ['commands', type], 'key'));
  const invoked = itemsOf(fleet.operator).flatMap((item, index) => {
    const { command, payload, configuration } = fieldsOf(item);
    const path = ['operator', index];
    const configured =
      configuration === undefined || schemas.configuration === undefined
        ? []
        : tools.validateBy(schemas.configuration, configuration, [...path, 'configuration']);
    return [
      ...checkCommand(version.name, schemas, { type: command, payload }, path, tools, 'command'),
      ...configured,
    ];
  });
  return [...answered, ...invoked];
}

/** `configuration.samplePeriod.from` is a dotted path into the configuration. */
function checkSamplePeriod(
  fleet: Fields,
  version: VersionView,
  { configuration }: VersionSchemas,
): Finding[] {
  const from = textOf(fieldsOf(fieldsOf(fleet.configuration).samplePeriod).from);
  if (from === undefined || configuration === undefined) return [];
  let schema: Fields = configuration as Fields;
  let above = '';
  for (const name of from.split('.')) {
    // A schema that does not list its members says nothing against this one.
    if (!isFields(schema.properties)) return [];
    if (!Object.hasOwn(schema.properties, name)) {
      const names = Object.keys(schema.properties).map((known) => above + known);
      const message = `the configuration schema of "${version.name}" has no "${from}"; there are: ${listNames(names)}`;
      return [{ path: ['configuration', 'samplePeriod', 'from'], message, suggestion: nearest(from, names) }];
    }
    above += `${name}.`;
    schema = fieldsOf(schema.properties[name]);
  }
  return [];
}
