/**
 * Settings in `config/` that name parts of what endpoints send, against the JSON Schemas of the versions.
 *
 * Metadata keys of epmx must be in the metadata schema. Paths of epts must be in the schema of data samples, or at least
 * possible: a schema that allows further members says nothing against a path, so that is worth a note only.
 */
import { type Fields, fieldsOf, isFields, itemsOf, own, textOf } from '../data.js';
import { listNames, nearest } from '../nearest.js';
import type { Finding } from '../problems.js';
import type { Path } from '../source.js';
import type { Assembly } from './assembly.js';

export interface ConfigFindings {
  readonly problems: readonly Finding[];
  readonly notes: readonly Finding[];
}

/** @param applications `kaa.applications` of the file */
export function checkAgainstSchemas(
  service: string | undefined,
  applications: Fields,
  assembly: Assembly,
): ConfigFindings {
  const blocks = blocksOf(applications, assembly);
  if (service === 'epmx') return { problems: blocks.flatMap((block) => metadataKeys(block)), notes: [] };
  const paths = service === 'epts' ? blocks.flatMap((block) => seriesPaths(block)) : [];
  return {
    problems: paths.flatMap(({ isClosed, finding }) => (isClosed ? [finding] : [])),
    notes: paths.flatMap(({ isClosed, finding }) => (isClosed ? [] : [finding])),
  };
}

/** Settings of an application or of one version, with the schemas of the versions that they hold for. */
interface Block {
  readonly path: Path;
  readonly fields: Fields;
  readonly whose: string;
  /** A version that names no schema is undefined here. */
  readonly schemas: readonly { readonly metadata?: object; readonly dataSample?: object }[];
}

function blocksOf(applications: Fields, assembly: Assembly): Block[] {
  return Object.entries(applications).flatMap(([name, value]) => {
    const declared = Object.keys(fieldsOf(fieldsOf(own(assembly.applications, name)).versions));
    const path = ['kaa', 'applications', name];
    const schemasOf = (versions: readonly string[]) =>
      versions.map((version) => (own(assembly.schemas, version) ?? {}) as Block['schemas'][number]);
    const versions = Object.entries(fieldsOf(fieldsOf(value).versions))
      .filter(([version]) => declared.includes(version))
      .map(([version, fields]) => ({
        path: [...path, 'versions', version],
        fields: fieldsOf(fields),
        whose: version,
        schemas: schemasOf([version]),
      }));
    return [{ path, fields: fieldsOf(value), whose: name, schemas: schemasOf(declared) }, ...versions];
  });
}

const LEGAL_KEY = /^[a-zA-Z0-9_]+$/;

/** A key that the schema does not name cannot be right in both places. [10/EPMP EPMP-08] */
function metadataKeys({ path, fields, whose, schemas }: Block): Finding[] {
  const metadata = schemas.length === 1 ? schemas[0]?.metadata : undefined;
  const level = levelOf(metadata);
  if (level === undefined || level.names.length === 0) return [];
  return Object.keys(fieldsOf(fields['metadata-keys']))
    .filter((key) => LEGAL_KEY.test(key) && !level.names.includes(key))
    .map((key) => ({
      path: [...path, 'metadata-keys', key],
      at: 'key' as const,
      message: `the metadata schema of "${whose}" has no "${key}"; there are: ${listNames(level.names)}`,
      suggestion: nearest(key, level.names),
    }));
}

interface PathFinding {
  /** No data sample that fits the schema can have the path. */
  readonly isClosed: boolean;
  readonly finding: Finding;
}

/** Where time series and timestamps are taken from. */
function seriesPaths(block: Block): PathFinding[] {
  const base = [...block.path, 'time-series'];
  const { names, timestamp } = fieldsOf(block.fields['time-series']);
  const values = Object.entries(fieldsOf(names)).flatMap(([name, series]) =>
    itemsOf(fieldsOf(series).values).map((value, index) => ({
      at: [...base, 'names', name, 'values', index, 'path'],
      wanted: textOf(fieldsOf(value).path),
    })),
  );
  const time = { at: [...base, 'timestamp', 'path'], wanted: textOf(fieldsOf(timestamp).path) };
  return [...values, time].flatMap(({ at, wanted }) =>
    wanted === undefined ? [] : (checkPath(wanted, at, block) ?? []),
  );
}

/** Wrong only when it is in the data samples of no version that the settings hold for. */
function checkPath(wanted: string, path: Path, { whose, schemas }: Block): PathFinding | undefined {
  const misses = schemas.map(({ dataSample }) => missOf(wanted, dataSample));
  const [first] = misses;
  if (first === undefined || misses.includes(undefined)) return undefined;
  const finding = {
    path,
    message: `the schema of data samples of "${whose}" has no "${wanted}"; there are: ${listNames(first.names)}`,
    suggestion: nearest(wanted, first.names),
  };
  return { isClosed: misses.every((miss) => miss?.isClosed), finding };
}

/** Where a path leaves a schema; undefined when it does not, or when the schema does not tell. */
function missOf(wanted: string, schema: object | undefined): Level | undefined {
  const steps = wanted.replace(/^\$\./, '').split('.');
  let level = levelOf(schema);
  for (const [depth, step] of steps.entries()) {
    if (level === undefined) return undefined;
    const above = steps.slice(0, depth).map((name) => `${name}.`);
    if (!level.names.includes(step))
      return { ...level, names: level.names.map((name) => above.join('') + name) };
    level = levelOf(own(level.properties, step));
  }
  return undefined;
}

interface Level {
  readonly properties: Fields;
  readonly names: readonly string[];
  readonly isClosed: boolean;
}

/** Keywords that bring in members from elsewhere. */
const ELSEWHERE = [
  '$ref',
  '$dynamicRef',
  'allOf',
  'anyOf',
  'oneOf',
  'if',
  'patternProperties',
  'dependentSchemas',
];

/** The members that an object schema names; undefined when it does not name them, or not all of them here. */
function levelOf(schema: unknown): Level | undefined {
  if (!isFields(schema) || !isFields(schema.properties)) return undefined;
  if (ELSEWHERE.some((keyword) => keyword in schema)) return undefined;
  const isClosed = schema.additionalProperties === false || schema.unevaluatedProperties === false;
  return { properties: schema.properties, names: Object.keys(schema.properties), isClosed };
}
