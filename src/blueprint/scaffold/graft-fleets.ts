/**
 * The fleets that go with a grafted version: copies of those of the version it comes from, or a plain one.
 */
import { posix } from 'node:path';
import { versionsOf } from '../check/assembly.js';
import { fieldsOf, textOf } from '../data.js';
import { BLUEPRINT_FILE, type BlueprintFiles, FLEETS_FOLDER } from '../files.js';
import { parseSource } from '../source.js';
import type { Graft } from './graft.js';
import { freeName } from './names.js';
import { renameTexts, yamlText } from './yaml-edit.js';

/** New fleet files, with paths and names that the target does not have yet. */
export function graftFleets(target: BlueprintFiles, plan: Graft): [string, string][] {
  const { source, from, to, suffix, isFurtherVersion } = plan;
  const taken = new Set([...fleetsIn(target)].flatMap(([file, { name }]) => [stem(file), name]));
  const claim = (candidates: string[]) => {
    const name = freeName(candidates, (candidate) => taken.has(candidate));
    taken.add(name);
    return name;
  };
  const own = fleetsIn(source).filter(([, { version }]) => version === from.version);
  if (own.length === 0) {
    const name = claim([to.version]);
    return [[`${FLEETS_FOLDER}/${name}.yaml`, plainFleet(name, plan)]];
  }
  return own.map(([, { name: old, text }]) => {
    const name = claim(isFurtherVersion ? [`${old}-${suffix}`] : [old, `${to.application}-${old}`]);
    const renamed = renameTexts(text, (value, path, isKey) => {
      if (isKey || path.length !== 1) return undefined;
      if (path[0] === 'fleet') return name;
      if (path[0] === 'version') return to.version;
      if (path[0] !== 'token') return undefined;
      return `${isFurtherVersion ? suffix : to.application}-${value}`;
    });
    return [`${FLEETS_FOLDER}/${name}.yaml`, forEditors(renamed)];
  });
}

interface FleetFile {
  readonly name: string;
  readonly version: string | undefined;
  readonly text: string;
}

const stem = (file: string) => posix.basename(file).replace(/\.ya?ml$/, '');

function fleetsIn(files: BlueprintFiles): [string, FleetFile][] {
  return [...files]
    .filter(([file]) => file.startsWith(`${FLEETS_FOLDER}/`))
    .map(([file, text]) => {
      const { fleet, version } = fieldsOf(parseSource(file, text).data);
      return [file, { name: textOf(fleet) ?? stem(file), version: textOf(version), text }];
    });
}

const EDITOR_LINE = '# yaml-language-server: $schema=../.kaa/schemas/fleet.schema.json';

/** The line that tells editors where the schema of the file is. */
const forEditors = (text: string) => text.replace(/^# yaml-language-server: .*/, EDITOR_LINE);

function plainFleet(name: string, { source, from, to }: Graft): string {
  const blueprint = fieldsOf(parseSource(BLUEPRINT_FILE, source.get(BLUEPRINT_FILE) ?? '').data);
  const version = versionsOf(fieldsOf(blueprint.applications)).find((item) => item.name === from.version);
  const hasSchema = fieldsOf(version?.fields.schemas).dataSample !== undefined;
  const fields = hasSchema
    ? "  # Without fields, data samples are made from the version's schema.\n"
    : '  fields:\n    value: { walk: { start: 20, step: 0.5, min: 0, max: 40, decimals: 1 } }\n';
  return `${EDITOR_LINE}
fleet: ${yamlText(name)}
version: ${yamlText(to.version)}
endpoints: 10
token: ${yamlText(`${to.version}-{index:4}`)}

samples:
  every: 1s
${fields}`;
}
