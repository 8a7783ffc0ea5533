/**
 * The JSON Schema files that versions name: are they there, are they JSON, are they JSON Schema?
 */
import { isFields, isNestedTooDeep, NESTING_MAX } from '../data.js';
import type { BlueprintFiles } from '../files.js';
import { jsonErrorAt } from '../json-error.js';
import type { SchemaTools } from '../json-schema.js';
import type { Problem } from '../model.js';
import { nearest } from '../nearest.js';
import { problemAt, type Report } from '../problems.js';
import { type Source, sourceIn } from '../source.js';
import { type SchemaReference, schemaReferences } from './assembly.js';

/** The usable schemas by file; problems are reported at the file, or where a version names it. */
export function checkSchemaFiles(
  blueprint: Source,
  files: BlueprintFiles,
  tools: SchemaTools,
  report: Report,
): Map<string, object> {
  const schemas = new Map<string, object>();
  const references = schemaReferences(blueprint.data);
  for (const reference of references) {
    const text = files.get(reference.file);
    if (text === undefined) report(missingFile(blueprint, reference, files));
    else if (!schemas.has(reference.file)) {
      const schema = readSchema(reference.file, text, files, tools, report);
      if (schema !== undefined) schemas.set(reference.file, schema);
    }
  }
  return schemas;
}

function missingFile(blueprint: Source, { path, file }: SchemaReference, files: BlueprintFiles): Problem {
  const present = [...files.keys()].filter((name) => name.endsWith('.json'));
  return problemAt(blueprint, {
    path,
    message: `there is no schema file ${file}`,
    suggestion: nearest(file, present),
  });
}

function readSchema(
  file: string,
  text: string,
  files: BlueprintFiles,
  tools: SchemaTools,
  report: Report,
): object | undefined {
  const fault = jsonErrorAt(text);
  if (fault !== undefined) {
    report({ file, ...positionOf(text, fault.offset), path: '', message: `not JSON: ${fault.message}` });
    return undefined;
  }
  const schema: unknown = JSON.parse(text);
  if (isNestedTooDeep(schema)) {
    const message = `lists and objects are nested more than ${NESTING_MAX} levels deep; kaa follows no schema that far`;
    report({ file, line: 1, column: 1, path: '', message });
    return undefined;
  }
  const findings = isFields(schema)
    ? tools.schemaFindings(schema)
    : [{ path: [], message: 'a JSON Schema must be an object' }];
  // The reader of places takes its time, and is needed for nothing else.
  if (findings.length > 0 || hasTwins(text, schema)) {
    const source = sourceIn(files, file);
    if (isFields(schema)) for (const problem of source.problems) report(problem);
    for (const finding of findings) report(problemAt(source, finding));
  }
  return findings.length === 0 ? (schema as object) : undefined;
}

/** Whether JSON text says the same member twice: it then has more members than what was read from it. */
function hasTwins(text: string, value: unknown): boolean {
  const said = text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '').split(':').length - 1;
  return said !== memberCount(value);
}

function memberCount(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce((sum: number, member) => sum + memberCount(member), own);
}

function positionOf(text: string, offset: number) {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) as string).length + 1 };
}
