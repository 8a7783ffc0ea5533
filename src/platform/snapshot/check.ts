/**
 * Whether a snapshot makes sense: for itself (whatever refers to something finds it) and for the blueprint that is to
 * take it. Pure; its form has been checked before.
 */
import type { SchemaTools } from '../../blueprint/json-schema.js';
import type { LoadedBlueprint, ServiceDescription } from '../../blueprint/model.js';
import type { Extension } from '../extensions/extension.js';
import type { SavedSeries, Snapshot } from './schema.js';
import { checkForm, extensionFile, fileOf, SERIES_FILE, type SnapshotProblem } from './text.js';

/** What a snapshot is held against. */
export interface World {
  readonly blueprint: LoadedBlueprint;
  readonly tools: SchemaTools;
  /** Of a service, by its name. */
  readonly serviceOf: (service: string) => ServiceDescription | undefined;
  /** Of an extension instance. */
  readonly memoryOf: (instance: string) => Extension['memory'];
  /** What is wrong with the query of a filter; undefined when nothing is. */
  readonly queryFault: (query: unknown) => string | undefined;
}

type Report = (problem: SnapshotProblem) => void;

/** Application of each version that is served once the snapshot is taken. */
function servedVersions(blueprint: LoadedBlueprint, { tekton }: Snapshot): ReadonlyMap<string, string> {
  const served = new Map<string, string>();
  for (const [application, { versions }] of Object.entries(blueprint.applications))
    for (const version of Object.keys(versions)) served.set(version, application);
  for (const { appVersionName, applicationName } of tekton.versions)
    if (!served.has(appVersionName)) served.set(appVersionName, applicationName);
  return served;
}

function servedApplications(blueprint: LoadedBlueprint, { tekton }: Snapshot): ReadonlySet<string> {
  const made = tekton.applications.map(({ applicationName }) => applicationName);
  return new Set([...Object.keys(blueprint.applications), ...made]);
}

/** What the snapshot needs and the blueprint does not serve, as people say it: `the version demo-v3`. */
export function missingIn(blueprint: LoadedBlueprint, snapshot: Snapshot): string[] {
  const applications = servedApplications(blueprint, snapshot);
  const versions = servedVersions(blueprint, snapshot);
  const { tekton, endpoints, tokens, configurations, software, filters, timeSeries } = snapshot;
  const missing = new Set<string>();
  const ofApplication = [tekton.versions, tekton.settings, endpoints, tokens, software.software, filters];
  for (const { applicationName } of [...ofApplication.flat(), ...timeSeries])
    if (!applications.has(applicationName)) missing.add(`the application ${applicationName}`);
  for (const { appVersionName } of [endpoints, configurations.configurations].flat())
    if (!versions.has(appVersionName)) missing.add(`the version ${appVersionName}`);
  return [...missing];
}

/** Everything that contradicts something else. */
export function checkSnapshot(snapshot: Snapshot, world: World): SnapshotProblem[] {
  const problems: SnapshotProblem[] = [];
  const report: Report = (problem) => problems.push(problem);
  const endpoints = new Map(snapshot.endpoints.map((endpoint) => [endpoint.endpointId, endpoint]));
  checkEndpoints(snapshot, world, report);
  checkTokens(snapshot, endpoints, report);
  checkReferences(snapshot, endpoints, report);
  checkSeries(snapshot.timeSeries, endpoints, report);
  checkFilters(snapshot, world, report);
  checkSettings(snapshot, world, report);
  checkExtensions(snapshot, endpoints, world, report);
  return problems;
}

type Endpoints = ReadonlyMap<string, { readonly applicationName: string }>;

const said = (noun: string, name: string) => `the ${noun} "${name}"`;

/** Reports keys that occur again. */
function checkTwice(keys: readonly string[], file: string, path: string, noun: string, report: Report) {
  const seen = new Map<string, number>();
  keys.forEach((key, index) => {
    const first = seen.get(key);
    if (first === undefined) seen.set(key, index);
    else
      report({
        file,
        path: `${path}${index}`,
        message: `${said(noun, key)} is there already, at ${path}${first}`,
      });
  });
}

function checkEndpoints(snapshot: Snapshot, { blueprint }: World, report: Report): void {
  const file = fileOf('endpoints');
  const versions = servedVersions(blueprint, snapshot);
  snapshot.endpoints.forEach(({ applicationName, appVersionName }, index) => {
    const owner = versions.get(appVersionName);
    if (owner === applicationName) return;
    const message = `the version ${appVersionName} belongs to the application ${owner}, not to ${applicationName}`;
    report({ file, path: `${index}.appVersionName`, message });
  });
  const ids = snapshot.endpoints.map(({ endpointId }) => endpointId);
  checkTwice(ids, file, '', 'endpoint', report);
}

function checkTokens({ tokens }: Snapshot, endpoints: Endpoints, report: Report): void {
  const file = fileOf('tokens');
  tokens.forEach(({ endpointId, applicationName }, index) => {
    const endpoint = endpoints.get(endpointId);
    if (endpoint?.applicationName === applicationName) return;
    const message =
      endpoint === undefined
        ? `there is no endpoint "${endpointId}"`
        : `its endpoint belongs to the application ${endpoint.applicationName}, not to ${applicationName}`;
    report({ file, path: `${index}.endpointId`, message });
  });
  const names = tokens.map(({ applicationName, token }) => `${token}" of "${applicationName}`);
  checkTwice(names, file, '', 'token', report);
}

/** Configurations, statuses and software of endpoints; credentials that say who they are twice. */
function checkReferences(snapshot: Snapshot, endpoints: Endpoints, report: Report): void {
  const { configurations, software, credentials } = snapshot;
  const lists = [
    ['configurations', 'configurations', configurations.configurations],
    ['configurations', 'statuses', configurations.statuses],
    ['software', 'applied', software.applied],
  ] as const;
  for (const [kind, list, entries] of lists) {
    const file = fileOf(kind);
    entries.forEach(({ endpointId }, index) => {
      if (endpointId === undefined || endpoints.has(endpointId)) return;
      report({
        file,
        path: `${list}.${index}.endpointId`,
        message: `there is no endpoint "${endpointId}"`,
      });
    });
  }
  const file = fileOf('credentials');
  const { tenant: ours } = snapshot.header;
  const users = credentials.basic.map(({ username, tenant = ours }) =>
    tenant === ours ? username : `${username}@${tenant}`,
  );
  checkTwice(users, file, 'basic.', 'user', report);
  const ids = [...credentials.basic, ...credentials.x509].map(({ credentialsId }) => credentialsId);
  checkTwice(ids, file, '', 'credentials ID', report);
}

function checkSeries(timeSeries: readonly SavedSeries[], endpoints: Endpoints, report: Report): void {
  timeSeries.forEach(({ endpointId, timestamps, values, absent = {} }, index) => {
    const at = { file: SERIES_FILE, path: `line ${index + 1}` };
    if (!endpoints.has(endpointId)) report({ ...at, message: `there is no endpoint "${endpointId}"` });
    for (const [name, column] of Object.entries(values)) {
      if (column.length === timestamps.length) continue;
      const message = `${said('value', name)} has ${column.length} entries for ${timestamps.length} timestamps`;
      report({ ...at, message });
    }
    for (const [name, positions] of Object.entries(absent)) {
      if (!Object.hasOwn(values, name)) report({ ...at, message: `${said('value', name)} is no column` });
      else if (positions.some((position) => position >= timestamps.length))
        report({ ...at, message: `${said('value', name)} is absent where there is no data point` });
    }
  });
}

function checkFilters({ filters }: Snapshot, { queryFault }: World, report: Report): void {
  const file = fileOf('filters');
  filters.forEach(({ mongoQuery }, index) => {
    const message = queryFault(mongoQuery);
    if (message !== undefined) report({ file, path: `${index}.mongoQuery`, message });
  });
  checkTwice(
    filters.map(({ filterId }) => filterId),
    file,
    '',
    'filter',
    report,
  );
}

/** Settings that were changed in Tekton must still be settings of the services. */
function checkSettings({ tekton }: Snapshot, world: World, report: Report): void {
  const file = fileOf('tekton');
  tekton.settings.forEach(({ serviceInstance, appVersionName, settings }, index) => {
    const service = world.blueprint.services[serviceInstance]?.service;
    const description = service === undefined ? undefined : world.serviceOf(service);
    if (description === undefined) {
      const message = `the blueprint has no service instance "${serviceInstance}"`;
      report({ file, path: `settings.${index}.serviceInstance`, message });
      return;
    }
    const schema = appVersionName === undefined ? description.applicationConfig : description.versionConfig;
    const at = (path: string) => ({
      file,
      path: `settings.${index}.settings${path === '' ? '' : `.${path}`}`,
    });
    checkForm(world.tools, schema, settings, at, report);
  });
}

function checkExtensions(snapshot: Snapshot, endpoints: Endpoints, world: World, report: Report): void {
  for (const [instance, saved] of Object.entries(snapshot.extensions)) {
    const file = extensionFile(instance);
    const memory = world.memoryOf(instance);
    if (memory === undefined) {
      const message = `the blueprint has no service instance "${instance}" that remembers anything`;
      report({ file, path: '', message });
      continue;
    }
    let isWellFormed = true;
    checkForm(
      world.tools,
      memory.schema,
      saved,
      (path) => ({ file, path }),
      (problem) => {
        isWellFormed = false;
        report(problem);
      },
    );
    if (!isWellFormed) continue;
    (saved as { endpoints: { endpointId: string }[] }).endpoints.forEach(({ endpointId }, index) => {
      if (endpoints.has(endpointId)) return;
      report({
        file,
        path: `endpoints.${index}.endpointId`,
        message: `there is no endpoint "${endpointId}"`,
      });
    });
  }
}
