/**
 * The local platform, running: built from a blueprint with real time, listening on a port, its journal on disk if wanted.
 */
import { join } from 'node:path';
import { loadFleets } from '../blueprint/load.js';
import type { LoadedBlueprint } from '../blueprint/model.js';
import { type Clock, WallClock } from '../kernel/clock.js';
import { Journal } from '../kernel/journal.js';
import { createRandom, freshSeed } from '../kernel/random.js';
import type { Diagnostic } from '../platform/diagnostics.js';
import { type EndpointInfo, Platform } from '../platform/platform.js';
import { createPlan, plannedEndpoints } from '../sim/plan.js';
import { loadBlueprint } from './blueprints.js';
import { type JournalFile, writeJournal } from './journal-file.js';
import { type ListenOptions, listenPorts } from './listen-ports.js';

export interface StartPlatformOptions extends ListenOptions {
  /** A loaded blueprint, or where to find it; searched from the current folder upward when absent. */
  readonly blueprint?: LoadedBlueprint | string | undefined;
  /** 0 to 2^32-1; drawn when absent. */
  readonly seed?: number | undefined;
  /** Write the journal to this file, as NDJSON. */
  readonly journalFile?: string | undefined;
  /** Also register the endpoints of the fleets in `fleets/`, so that a fleet may connect from outside; true when absent. */
  readonly fleets?: boolean | undefined;
  /** Told the first time that something is ignored or refused. */
  readonly onDiagnostic?: ((diagnostic: Diagnostic) => void) | undefined;
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
  readonly blueprint: { readonly name: string; readonly folder: string; readonly tenant: string };
  readonly versions: readonly ReadyVersion[];
  /** The endpoints that the blueprint declares. */
  readonly endpoints: readonly EndpointInfo[];
  readonly seed: number;
}

export interface RunningPlatform {
  readonly platform: Platform;
  readonly ready: ReadyInfo;
  /** Ends every connection, timer and file. */
  stop(): Promise<void>;
}

/**
 * Starts the local platform; when the promise settles it serves.
 * @throws KaaError BLUEPRINT_NOT_FOUND, BLUEPRINT_INVALID, ENVIRONMENT_UNKNOWN, PORT_BUSY, TLS_PORT_BUSY, HTTP_PORT_BUSY,
 *   LISTEN_FAILED, CERTIFICATE_UNUSABLE, FILE_NOT_WRITABLE, JOURNAL_NOT_WRITABLE
 */
export async function startPlatform(options: StartPlatformOptions = {}): Promise<RunningPlatform> {
  const given = options.blueprint;
  const blueprint = given === undefined || typeof given === 'string' ? await loadBlueprint(given) : given;
  const ports = listenPorts(blueprint, options);
  const clock = options.clock ?? new WallClock();
  const journal = new Journal(clock);
  const journalFile = await openJournalFile(journal, options.journalFile);
  const platform = new Platform(blueprint, {
    clock,
    random: createRandom(options.seed ?? freshSeed()),
    journal,
    onDiagnostic: options.onDiagnostic,
  });
  try {
    const declared = platform.endpoints();
    if (options.fleets ?? true) await registerFleets(platform);
    await platform.start(ports);
    return {
      platform,
      ready: readyInfo(platform, declared),
      async stop() {
        await platform.stop();
        await journalFile?.close();
      },
    };
  } catch (error) {
    await journalFile?.close();
    throw error;
  }
}

async function openJournalFile(journal: Journal, file: string | undefined): Promise<JournalFile | undefined> {
  return file === undefined ? undefined : await writeJournal(journal, file);
}

/** A blueprint without fleets is fine. */
async function registerFleets(platform: Platform): Promise<void> {
  const { blueprint, seed } = platform;
  const path = join(blueprint.folder, 'fleets');
  const fleets = await loadFleets({ path, blueprint }).catch((error: unknown) => {
    if ((error as { code?: string }).code === 'FLEETS_NOT_FOUND') return [];
    throw error;
  });
  const plan = createPlan(fleets, blueprint.schemas, { seed });
  for (const endpoint of plannedEndpoints(plan)) platform.register(endpoint);
}

function readyInfo(platform: Platform, declared: readonly EndpointInfo[]): ReadyInfo {
  const { blueprint, seed } = platform;
  const { name, folder, tenant } = blueprint;
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
    blueprint: { name, folder, tenant },
    versions,
    endpoints: declared,
    seed,
  };
}
