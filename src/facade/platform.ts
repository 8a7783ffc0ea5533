/**
 * The local platform, running: built from a blueprint with real time, listening on a port, its journal on disk if wanted.
 */
import { resolve } from 'node:path';
import { fleetsFolder, loadFleets } from '../blueprint/load.js';
import type { LoadedBlueprint } from '../blueprint/model.js';
import { tenantNames } from '../blueprint/tenants-model.js';
import { type Clock, WallClock } from '../kernel/clock.js';
import { Journal } from '../kernel/journal.js';
import { createRandom, freshSeed } from '../kernel/random.js';
import type { Diagnostic } from '../platform/diagnostics.js';
import { type EndpointInfo, Platform } from '../platform/platform.js';
import type { SnapshotInfo } from '../platform/snapshot/door.js';
import { createPlan, type PlannedEndpoint, plannedEndpoints } from '../sim/plan/plan.js';
import { loadBlueprint } from './blueprints.js';
import { type JournalFile, writeJournal } from './journal-file.js';
import { type ListenOptions, listenPorts } from './listen-ports.js';
import { openPersistence, type Persistence, type PersistenceOptions } from './persistence.js';
import { type Reload, type Reloader, watchBlueprint } from './reload.js';
import { snapshotDoor } from './snapshots.js';

export interface StartPlatformOptions extends ListenOptions, PersistenceOptions {
  /** A loaded blueprint, or where to find it; searched from the current folder upward when absent. */
  readonly blueprint?: LoadedBlueprint | string | undefined;
  /** 0 to 2^32-1; drawn when absent. */
  readonly seed?: number | undefined;
  /** Write the journal to this file, as NDJSON. */
  readonly journalFile?: string | undefined;
  /** Also register the endpoints of the fleets in `fleets/`, so that a fleet may connect from outside; true when absent. */
  readonly fleets?: boolean | undefined;
  /** Told when something is ignored or refused: the first time, and then now and then with how often again. */
  readonly onDiagnostic?: ((diagnostic: Diagnostic) => void) | undefined;
  /** Have edits of the blueprint's files taken while the platform runs; told what came of each. Not watched when absent. */
  readonly onReload?: ((reload: Reload) => void) | undefined;
  /** Told when edits cannot be noticed, with the reason. */
  readonly onBlind?: ((reason: string) => void) | undefined;
  /** Real time when absent. */
  readonly clock?: Clock | undefined;
}

export interface ReadyVersion {
  readonly application: string;
  readonly version: string;
  /** Names of the extension instances that the version may speak to. */
  readonly extensions: readonly string[];
  readonly endpoints: readonly { readonly token: string; readonly endpointId: string }[];
  /** How many endpoints of fleets are registered besides. */
  readonly fleetEndpoints: number;
}

/** What a person or program needs to know to use a running platform. */
export interface ReadyInfo {
  readonly ready: true;
  /** `mqtt://127.0.0.1:1883`; the empty text when MQTT over TCP is off. */
  readonly mqtt: string;
  /** MQTT over TLS, and the certificate that its clients must trust. Both off unless asked for. */
  readonly mqtts?: string;
  readonly certificateAuthority?: string;
  /** MQTT over WebSocket: `ws://127.0.0.1:8080/ws`. */
  readonly ws?: string;
  /** 1/KP over HTTP is at `/kp1/…` below it: `http://127.0.0.1:8080`. */
  readonly http?: string;
  readonly blueprint: {
    readonly name: string;
    readonly folder: string;
    readonly tenant: string;
    /** Every tenant, its own first; only when there are others. */
    readonly tenants?: readonly string[];
  };
  readonly versions: readonly ReadyVersion[];
  /** The endpoints that the blueprint declares. */
  readonly endpoints: readonly EndpointInfo[];
  readonly seed: number;
  /** The folder of the snapshot that it began with. */
  readonly importedFrom?: string;
  /** The folder to which a snapshot goes when it stops. */
  readonly exportOnExit?: string;
}

export interface RunningPlatform {
  readonly platform: Platform;
  readonly ready: ReadyInfo;
  /**
   * Ends every connection, timer and file, and writes the snapshot if one is asked for.
   * @throws KaaError SNAPSHOT_NOT_WRITABLE, SNAPSHOT_FOLDER_TAKEN, JOURNAL_NOT_WRITABLE
   */
  stop(): Promise<StoppedPlatform>;
}

export interface StoppedPlatform {
  /** The snapshot that was written. */
  readonly exported?: SnapshotInfo | undefined;
}

/**
 * Starts the local platform; when the promise settles it serves.
 * @throws KaaError BLUEPRINT_NOT_FOUND, BLUEPRINT_INVALID, ENVIRONMENT_UNKNOWN, PORT_BUSY, TLS_PORT_BUSY, HTTP_PORT_BUSY,
 *   LISTEN_FAILED, CERTIFICATE_UNUSABLE, FILE_NOT_WRITABLE, JOURNAL_NOT_WRITABLE, and those of a snapshot (SNAPSHOT_…)
 */
export async function startPlatform(options: StartPlatformOptions = {}): Promise<RunningPlatform> {
  const given = options.blueprint;
  const blueprint = given === undefined || typeof given === 'string' ? await loadBlueprint(given) : given;
  const ports = listenPorts(blueprint, options);
  const persistence = await openPersistence(options);
  const clock = options.clock ?? new WallClock();
  const journal = new Journal(clock);
  const journalFile = await openJournalFile(journal, options.journalFile, clock);
  const { onDiagnostic } = options;
  const random = createRandom(options.seed ?? persistence.seed ?? freshSeed());
  const platform = new Platform(blueprint, { clock, random, journal, onDiagnostic });
  try {
    await persistence.restore(platform);
    const withFleets = options.fleets ?? true;
    if (withFleets) await registerFleets(platform);
    platform.snapshots = snapshotDoor(platform, () => resetPlatform(platform, withFleets));
    await platform.start(ports);
    const reloader = reloaderFor(platform, options);
    return {
      platform,
      ready: { ...readyInfo(platform), ...persistenceInfo(persistence, options) },
      async stop() {
        reloader?.stop();
        try {
          await platform.stop();
          return { exported: await persistence.export(platform) };
        } finally {
          await journalFile?.close();
        }
      },
    };
  } catch (error) {
    await platform.stop();
    await journalFile?.close();
    throw error;
  }
}

function reloaderFor(platform: Platform, { onReload, onBlind }: StartPlatformOptions): Reloader | undefined {
  const { clock } = platform;
  return onReload === undefined ? undefined : watchBlueprint(platform, { clock, onReload, onBlind });
}

function persistenceInfo({ importedFrom }: Persistence, { exportFolder }: StartPlatformOptions) {
  return {
    ...(importedFrom === undefined ? {} : { importedFrom }),
    ...(exportFolder === undefined ? {} : { exportOnExit: resolve(exportFolder) }),
  };
}

async function openJournalFile(
  journal: Journal,
  file: string | undefined,
  clock: Clock,
): Promise<JournalFile | undefined> {
  return file === undefined ? undefined : await writeJournal(journal, file, clock);
}

async function registerFleets(platform: Platform): Promise<void> {
  registerPlanned(platform, await fleetEndpoints(platform));
}

/** Registers the endpoints of fleets, and keeps which fleet each is of: the platform itself knows no fleets. */
export function registerPlanned(platform: Platform, endpoints: readonly PlannedEndpoint[]): void {
  const fleets = new Map<string, string>();
  for (const endpoint of endpoints) fleets.set(platform.register(endpoint).endpointId, endpoint.fleet);
  platform.fleetOf = (endpointId) => fleets.get(endpointId);
}

/** Back to what a fresh start would have. The fleets are read first: if they are wrong by now, nothing is lost. */
async function resetPlatform(platform: Platform, withFleets: boolean): Promise<void> {
  const endpoints = withFleets ? await fleetEndpoints(platform) : [];
  platform.state.reset();
  registerPlanned(platform, endpoints);
}

/** The endpoints of the fleets in `fleets/`. A blueprint without fleets is fine. */
async function fleetEndpoints(platform: Platform) {
  const { blueprint, seed } = platform;
  const path = fleetsFolder(blueprint);
  const fleets = await loadFleets({ path, blueprint }).catch((error: unknown) => {
    if ((error as { code?: string }).code === 'FLEETS_NOT_FOUND') return [];
    throw error;
  });
  return plannedEndpoints(createPlan(fleets, blueprint.schemas, { seed }));
}

/** The endpoints that the blueprint declares, as they are now. */
function declaredEndpoints(platform: Platform): EndpointInfo[] {
  const { applications } = platform.blueprint;
  const declared = new Set(
    Object.entries(applications).flatMap(([application, { versions }]) =>
      Object.values(versions).flatMap(({ endpoints = [] }) =>
        endpoints.map(({ token }) => `${application} ${token}`),
      ),
    ),
  );
  return platform.endpoints().filter(({ application, token }) => declared.has(`${application} ${token}`));
}

function readyInfo(platform: Platform): ReadyInfo {
  const declared = declaredEndpoints(platform);
  const { blueprint, seed } = platform;
  const { name, folder, tenant } = blueprint;
  const tenants = tenantNames(blueprint);
  const all = platform.endpoints();
  const versions = [...platform.services.tekton.versions()].map(({ applicationName, appVersionName }) => {
    const isHere = (endpoint: EndpointInfo) => endpoint.appVersion === appVersionName;
    const endpoints = declared.filter(isHere).map(({ token, endpointId }) => ({ token, endpointId }));
    return {
      application: applicationName,
      version: appVersionName,
      extensions: platform.extensionsOf(appVersionName),
      endpoints,
      fleetEndpoints: all.filter(isHere).length - endpoints.length,
    };
  });
  return {
    ready: true,
    mqtt: '',
    ...platform.addresses,
    blueprint: { name, folder, tenant, ...(tenants.length > 1 && { tenants }) },
    versions,
    endpoints: declared,
    seed,
  };
}
