/**
 * Writes docs/fidelity.md: how true to Kaa the local platform is, by requirement, by resource and by setting.
 *
 * The requirements are those that `kaa conformance run` judges, the settings those of the services, with their defaults.
 * A test fails when the page is stale. After a build: npm run docs
 */
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { ABSENT_SETTINGS, OWN_NAMES, RESOURCES } from './fidelity-table.js';

const INTRODUCTION = `# Fidelity

How true to Kaa the local platform is. *Faithful*: the behaviour and its names are Kaa's. *Approximated*: it works as
devices need it, and where public sources are silent the choice is ours, mostly as a setting. *Absent*: Kaa has it, the
local platform does not. This page is generated; \`npm run docs\` writes it anew.`;

const SETTINGS = `In the blueprint, \`services.<instance>.settings\` holds those of a service, \`config/<instance>.yaml\` those of
applications and versions.`;

const REQUIREMENTS = `Each row that can be seen on the wire is tried by \`kaa conformance run\`, over MQTT 3.1.1, MQTT 5, WebSocket and HTTP as
far as it applies there, and by the tests of kaa itself.`;

/**
 * The page as markdown.
 * @param {{ requirements: readonly object[], titles: object, services: object }} facts the requirements, the titles of
 *   the RFCs, and the services of the catalog
 */
export function fidelityPage({ requirements, titles, services }) {
  return [
    INTRODUCTION,
    '## Resources and transports',
    ...resourceSections(),
    '## Settings',
    SETTINGS,
    ...settingSections(services),
    '### What Kaa can be told besides',
    table(
      ['Service', 'Setting', ''],
      ABSENT_SETTINGS.map(([service, name, note]) => [service, `\`${name}\``, `absent. ${note}`]),
    ),
    '## Requirements of the RFCs',
    REQUIREMENTS,
    ...requirementSections(requirements, titles),
  ]
    .join('\n\n')
    .concat('\n');
}

function resourceSections() {
  return Object.entries(RESOURCES).flatMap(([part, rows]) => [
    `### ${part}`,
    table(
      ['', 'Fidelity', 'Known from', ''],
      rows.map(([what, state, source, note = '']) => [
        /^\/\S*$/.test(what) ? `\`${what}\`` : what,
        state,
        source,
        note,
      ]),
    ),
  ]);
}

function settingSections(services) {
  return Object.entries(services).flatMap(([service, description]) => {
    const rows = settingsOf(service, description);
    return rows.length === 0
      ? []
      : [`### Settings of ${service}`, table(['Setting', 'Of', 'Default', 'Fidelity', ''], rows)];
  });
}

/** Rows of one service: first what is set for the service, then for applications, then for versions. */
function settingsOf(service, { settings, applicationConfig, versionConfig }) {
  const rows = (schema, of) =>
    leavesOf(schema).map(({ path, leaf }) => {
      const isKaas = of !== 'service' && !OWN_NAMES.includes(`${service}: ${path}`);
      const byDefault = leaf.default === undefined ? '' : `\`${JSON.stringify(leaf.default)}\``;
      return [`\`${path}\``, of, byDefault, isKaas ? 'faithful' : 'approximated', leaf.description ?? ''];
    });
  return [
    ...rows(settings, 'service'),
    ...rows(applicationConfig, 'application'),
    ...rows(versionConfig, 'version'),
  ];
}

/** The settings of a schema that have no settings in them, with their paths. */
export function leavesOf(schema, before = '') {
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    const path = before === '' ? name : `${before}.${name}`;
    const hasMembers = Object.keys(member.properties ?? {}).length > 0;
    return hasMembers ? leavesOf(member, path) : [{ path, leaf: member }];
  });
}

function requirementSections(requirements, titles) {
  return Object.entries(titles).flatMap(([rfc, title]) => {
    const rows = requirements
      .filter((requirement) => requirement.rfc === rfc)
      .map(({ id, level, statement, visible, reason }) => [
        id,
        level,
        statement,
        visible ? 'faithful' : `not judged: ${reason}`,
      ]);
    return [`### ${rfc}: ${title}`, table(['ID', 'Level', 'Requirement', 'Fidelity'], rows)];
  });
}

const cell = (text) =>
  text
    .replaceAll('|', '\\|')
    .replaceAll('\n', ' ')
    .replaceAll(/<(?=[a-zA-Z])/g, '&lt;');

/** Text in back quotes is shown as it is; elsewhere an angle bracket would open a tag. */
const safe = (text) => (text.startsWith('`') ? text.replaceAll('|', '\\|') : cell(text));

function table(head, rows) {
  const line = (cells) => `| ${cells.map(safe).join(' | ')} |`.replaceAll('|  |', '| |');
  return [line(head), `| ${head.map(() => '---').join(' | ')} |`, ...rows.map(line)].join('\n');
}

async function main() {
  const { REQUIREMENTS: requirements, RFC_TITLES: titles } = await import(
    '../dist/conformance/requirements.js'
  );
  const { serviceCatalog } = await import('../dist/platform/catalog.js');
  const { services } = serviceCatalog();
  const page = fidelityPage({ requirements, titles, services });
  writeFileSync(new URL('../docs/fidelity.md', import.meta.url), page);
  console.log('docs/fidelity.md');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
