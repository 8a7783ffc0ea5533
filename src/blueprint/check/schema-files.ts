/**
 * The JSON Schema files that versions name: are they there, are they JSON, are they JSON Schema?
 */
import { isFields } from '../data.js';
import type { BlueprintFiles } from '../files.js';
import { jsonErrorAt } from '../json-error.js';
import type { SchemaTools } from '../json-schema.js';
import type { Problem } from '../model.js';
import { nearest } from '../nearest.js';
import { problemAt, type Report } from '../problems.js';
import { parseSource, type Source } from '../source.js';
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
      const schema = readSchema(reference.file, text, tools, report);
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

function readSchema(file: string, text: string, tools: SchemaTools, report: Report): object | undefined {
  const fault = jsonErrorAt(text);
  if (fault !== undefined) {
    report({ file, ...positionOf(text, fault.offset), path: '', message: `not JSON: ${fault.message}` });
    return undefined;
  }
  const source = parseSource(file, text);
  const schema: unknown = JSON.parse(text);
  if (!isFields(schema)) {
    report(problemAt(source, { path: [], message: 'a JSON Schema must be an object' }));
    return undefined;
  }
  for (const problem of source.problems) report(problem);
  const findings = tools.schemaFindings(schema);
  for (const finding of findings) report(problemAt(source, finding));
  return findings.length === 0 ? schema : undefined;
}

function positionOf(text: string, offset: number) {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) as string).length + 1 };
}
