/**
 * The REST APIs of a server elsewhere as the operator of a conformance run: commands, configurations, what is stored.
 *
 * The endpoints that cases use are registered as they are needed and deleted when the run is over. They are of the application
 * version that is named, or of an application that is made for conformance runs and kept for the next one.
 */
import { Undecided } from '../conformance/judge.js';
import {
  type CommandOutcome,
  type ConfigurationOutcome,
  type Endpoint,
  GUARDED_KEYS,
  type GuardedKeys,
  type Operator,
} from '../conformance/operator.js';
import { kaaError } from '../errors.js';
import type { Clock } from '../kernel/clock.js';
import { configurationStatuses, putConfiguration } from '../operator/ecr.js';
import { createEndpoint, deleteEndpoint, metadataOf } from '../operator/epr.js';
import { lastPoints } from '../operator/epts.js';
import { path, type Rest } from '../operator/rest.js';
import { listApplications, versionNames } from '../operator/tekton.js';

/** How often a command is looked up while a case waits for what becomes of it. */
const LOOK_EVERY_MS = 50;
/** The clock of the server need not be that of this machine. */
const CLOCK_TOLERANCE_MS = 5000;
const APPLICATION = 'kaa-conformance';

export interface RestSide {
  readonly rest: Rest;
  readonly clock: Clock;
  /** Of the endpoints that are registered; absent: of an application of its own. */
  readonly appVersion?: string | undefined;
  /** A version of the same application that restricts metadata keys to three of these. */
  readonly guardedVersion?: string | undefined;
  readonly guardedKeys?: GuardedKeys | undefined;
  /** Names of extension instances that differ from those of a plain installation. */
  readonly instances?: Readonly<Record<string, string>> | undefined;
}

export interface RestOperator {
  readonly operator: Operator;
  /** Deletes the endpoints; never throws. */
  close(): Promise<void>;
}

/** Where the endpoints of the cases are registered. */
interface Place {
  readonly applicationName: string;
  readonly plain: string;
  readonly guarded: string | undefined;
  /** Whether numbers in data samples become time series of the same name. */
  readonly extracts: boolean;
}

/**
 * @throws KaaError APP_VERSION_NOT_SEEN, REST_UNREACHABLE, REST_UNAUTHORIZED, REST_REFUSED
 */
export async function restOperator(side: RestSide): Promise<RestOperator> {
  const place =
    side.appVersion === undefined ? await makePlace(side) : await findPlace(side, side.appVersion);
  const registered = new Map<string, string>();
  const operator = operatorAt(side, place, registered);
  return {
    operator,
    async close() {
      for (const endpointId of registered.values())
        await deleteEndpoint(side.rest, endpointId).catch(() => {});
    },
  };
}

function operatorAt(side: RestSide, place: Place, registered: Map<string, string>): Operator {
  const { rest, clock } = side;
  const idOf = ({ token }: Endpoint) => registered.get(token) ?? '';
  return {
    ownsVersions: side.appVersion === undefined,
    guarded: place.guarded === undefined ? undefined : (side.guardedKeys ?? GUARDED_KEYS),
    async register({ guarded = false, metadata }) {
      const appVersion = guarded ? (place.guarded ?? place.plain) : place.plain;
      const created = await createEndpoint(rest, { appVersionName: appVersion, metadata });
      registered.set(created.token, created.endpointId);
      return { appVersion, token: created.token };
    },
    async invokeCommand(endpoint, { type, payload = null, ttlMs = 3_600_000 }) {
      const where = path`/cex/api/v1/endpoints/${idOf(endpoint)}/commands/${type}`;
      const query = { awaitTimeout: 0, commandTtl: ttlMs };
      const { location = '' } = await rest.call({ method: 'POST', path: where, query, body: payload });
      const commandId = Number(/\/([0-9]+)$/.exec(location)?.[1] ?? Number.NaN);
      if (Number.isNaN(commandId))
        throw new Undecided('the server does not say which command it has created');
      // Looked up only when somebody asks.
      return {
        commandId,
        get outcome() {
          return outcomeOf(side, `${where}/${commandId}`);
        },
      };
    },
    async setConfiguration(endpoint, config, name) {
      const which = { appVersionName: endpoint.appVersion, endpointId: idOf(endpoint), name };
      return (await putConfiguration(rest, which, config)).configId;
    },
    async configurationStatus(endpoint, configId, name = 'default') {
      const all = await configurationStatuses(rest, { endpointId: idOf(endpoint), configId });
      // A server that does not know names has one status alone.
      const found = all.find((status) => ((status as { name?: string }).name ?? 'default') === name);
      return found?.status as ConfigurationOutcome | undefined;
    },
    metadata: async (endpoint) => (await metadataOf(rest, idOf(endpoint))).metadata,
    async lastValue(endpoint, field) {
      if (!place.extracts)
        throw new Undecided(
          `the application ${place.applicationName} makes no time series by itself (auto-extract)`,
        );
      const timeSeries = [`auto~${field}`];
      const query = { applicationName: place.applicationName, timeSeries, endpointIds: [idOf(endpoint)] };
      const [point] = await lastPoints(rest, query);
      return point && { value: point.values.value, timestampMs: Date.parse(point.timestamp) };
    },
    clockToleranceMs: CLOCK_TOLERANCE_MS,
    now: () => clock.now(),
    elapse: (ms) => pause(clock, ms),
  };
}

/** Looks a command up until it is no longer pending. */
async function outcomeOf({ rest, clock }: RestSide, where: string): Promise<CommandOutcome> {
  for (;;) {
    const { body } = await rest.call({ path: where });
    const { status, statusCode, responsePayload } = body as {
      readonly status: string;
      readonly statusCode?: number | null;
      readonly responsePayload?: unknown;
    };
    if (status === 'EXECUTED' || status === 'EXPIRED')
      return { status, statusCode: statusCode ?? undefined, payload: responsePayload };
    await pause(clock, LOOK_EVERY_MS);
  }
}

/** The version that is named, as it is. */
async function findPlace({ rest, guardedVersion }: RestSide, appVersion: string): Promise<Place> {
  const applications = await listApplications(rest);
  const application = applications.find((one) => versionNames(one).includes(appVersion));
  if (application === undefined) throw kaaError('APP_VERSION_NOT_SEEN', { appVersion, url: rest.url });
  const { name: applicationName } = application;
  const where = path`/tekton/api/v1/app-configs/applications/${applicationName}`;
  const answer = await rest.find({ path: where, query: { serviceInstanceName: 'epts' } });
  const series = (answer?.body as { 'time-series'?: { 'auto-extract'?: boolean } } | undefined)?.[
    'time-series'
  ];
  return {
    applicationName,
    plain: appVersion,
    guarded: guardedVersion,
    extracts: series?.['auto-extract'] === true,
  };
}

/** An application for conformance runs, as an earlier run has left it or new, with the settings that cases need. */
async function makePlace({ rest, instances = {} }: RestSide): Promise<Place> {
  const applications = '/tekton/api/v1/applications';
  const known = (await listApplications(rest)).find(
    ({ name, displayName }) => name === APPLICATION || displayName === APPLICATION,
  );
  const body = { name: APPLICATION, displayName: APPLICATION };
  const { name: applicationName } =
    known ?? ((await rest.call({ method: 'POST', path: applications, body })).body as { name: string });
  const nameOf = (extension: string) => instances[extension] ?? extension;
  const extensions = ['dcx', 'epmx', 'cmx', 'cex'].map(nameOf);
  const { open, other, fixed } = GUARDED_KEYS;
  const keys = { [open]: {}, [other]: {}, [fixed]: { 'write-enabled': false } };
  for (const nameSuffix of ['v1', 'guarded']) {
    const version = `${applicationName}-${nameSuffix}`;
    if (known === undefined || !versionNames(known).includes(version)) {
      const where = applications + path`/${applicationName}/app-versions`;
      await rest.call({ method: 'POST', path: where, body: { nameSuffix } });
    }
    const at = path`/${applicationName}/app-versions/${version}`;
    await configure(rest, at, 'kpc', { 'allowed-extension-instances': extensions });
    if (nameSuffix === 'guarded') await configure(rest, at, nameOf('epmx'), { 'metadata-keys': keys });
  }
  await configure(rest, path`/${applicationName}`, 'epts', { 'time-series': { 'auto-extract': true } });
  return {
    applicationName,
    plain: `${applicationName}-v1`,
    guarded: `${applicationName}-guarded`,
    extracts: true,
  };
}

async function configure(rest: Rest, at: string, serviceInstanceName: string, body: object): Promise<void> {
  const where = `/tekton/api/v1/app-configs/applications${at}`;
  await rest.call({ method: 'PUT', path: where, query: { serviceInstanceName }, body });
}

function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.schedule(ms, 'the platform side of a conformance run', resolve);
  });
}
