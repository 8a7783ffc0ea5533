/**
 * The contract files that versions name: are they there, are they right, and where do their expectations stand?
 */
import { type Contract, type LoadedContract, ownExpectations } from '../contract-model.js';
import { fieldsOf, itemsOf, own, textOf } from '../data.js';
import { type BlueprintFiles, CONTRACTS_FOLDER } from '../files.js';
import type { SchemaTools } from '../json-schema.js';
import type { Problem } from '../model.js';
import { listNames, nearest } from '../nearest.js';
import { type Finding, problemAt } from '../problems.js';
import { type Source, sourceIn } from '../source.js';
import { type Assembly, type ContractReference, contractReferences } from './assembly.js';
import { checkContract } from './contract.js';

export interface CheckedContracts {
  readonly problems: readonly Problem[];
  readonly notes: readonly Problem[];
  /** By application version; only to be trusted when there are no problems. */
  readonly contracts: Readonly<Record<string, LoadedContract>>;
}

/** @param source blueprint.yaml */
export function checkContracts(
  source: Source,
  files: BlueprintFiles,
  assembly: Assembly,
  tools: SchemaTools,
): CheckedContracts {
  const problems: Problem[] = [];
  const contracts: Record<string, LoadedContract> = {};
  const references = contractReferences(source.data);
  for (const reference of references) {
    if (!files.has(reference.file)) {
      problems.push(missingFile(source, reference, files));
      continue;
    }
    const file = sourceIn(files, reference.file);
    problems.push(...file.problems);
    if (file.problems.length > 0) continue;
    const findings = findingsIn(file, reference, assembly, tools);
    problems.push(...findings.map((finding) => problemAt(file, finding)));
    contracts[reference.version] = {
      file: reference.file,
      contract: file.data as Contract,
      places: placesIn(file),
    };
  }
  return { problems, notes: noteUnread(files, references), contracts };
}

function findingsIn(
  file: Source,
  { version }: ContractReference,
  assembly: Assembly,
  tools: SchemaTools,
): Finding[] {
  const schemas = own(assembly.schemas, version);
  const instances = Object.keys(assembly.services).filter(
    (name) => !NOT_SPOKEN.has(assembly.services[name]?.service),
  );
  const known = ownExpectations(Object.keys(schemas?.commands ?? {}));
  const strangers = itemsOf(fieldsOf(file.data).without).flatMap((id, index): Finding[] => {
    if (typeof id !== 'string' || known.includes(id)) return [];
    const message = `kaa has no expectation "${id}" of its own; there are: ${listNames(known)}`;
    return [{ path: ['without', index], message, suggestion: nearest(id, known) }];
  });
  return [...checkContract(file.data, { name: version, schemas, instances }, tools), ...strangers];
}

/** Services that endpoints do not speak to. */
const NOT_SPOKEN: ReadonlySet<string | undefined> = new Set([
  'kpc',
  'ecr',
  'otao',
  'epr',
  'epts',
  'epl',
  'cm',
  'ccm',
  'rest',
]);

/** Where each expectation, scenario and step stands. */
function placesIn(file: Source): LoadedContract['places'] {
  const { expect, scenarios } = fieldsOf(file.data);
  const places = Object.keys(fieldsOf(expect)).map((id) => [id, file.locate(['expect', id], 'key')] as const);
  const ordered = Object.entries(fieldsOf(scenarios)).flatMap(([id, scenario]) => [
    [id, file.locate(['scenarios', id], 'key')] as const,
    ...itemsOf(fieldsOf(scenario).steps).map((step, index) => {
      const name = textOf(fieldsOf(step).id) ?? String(index + 1);
      return [`${id}.${name}`, file.locate(['scenarios', id, 'steps', index])] as const;
    }),
  ]);
  return Object.fromEntries([...places, ...ordered]);
}

function missingFile(blueprint: Source, { path, file }: ContractReference, files: BlueprintFiles): Problem {
  const present = [...files.keys()].filter((name) => name.startsWith(`${CONTRACTS_FOLDER}/`));
  return problemAt(blueprint, {
    path,
    message: `there is no contract file ${file}`,
    suggestion: nearest(file, present),
  });
}

/** Read by `kaa contract diff`: no contract. */
export const EXCEPTIONS_FILE = `${CONTRACTS_FOLDER}/exceptions.yaml`;

/** Nobody reads a contract that no version names, and nobody would miss it. */
function noteUnread(files: BlueprintFiles, references: readonly ContractReference[]): Problem[] {
  const named = new Set(references.map(({ file }) => file));
  return [...files.keys()]
    .filter((file) => file.startsWith(`${CONTRACTS_FOLDER}/`) && !named.has(file) && file !== EXCEPTIONS_FILE)
    .map((file) => {
      const { contract } = fieldsOf(sourceIn(files, file).data);
      const version = typeof contract === 'string' ? `"${contract}"` : 'its version';
      const message = `not read: no version names it; write contract: ${file} at ${version} in blueprint.yaml`;
      return { file, line: 1, column: 1, path: '', message };
    });
}
