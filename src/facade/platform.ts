/**
 * The local platform, running: built from a blueprint with real time, listening on a port, its journal on disk if wanted.
 */
import { join } from 'node:path';
import { loadFleets } from '../blueprint/load.js';
import type { LoadedBlueprint } from '../blueprint/model.js';
import { kaaError } from '../errors.js';
import { type Clock, WallClock } from '../kernel/clock.js';
import { Journal } from '../kernel/journal.js';
import { createRandom, freshSeed } from '../kernel/random.js';
import type { Diagnostic } from '../platform/diagnostics.js';
import { type EndpointInfo, Platform } from '../platform/platform.js';
import { createPlan, plannedEndpoints } from '../sim/plan.js';
import { loadBlueprint } from './blueprints.js';
import { type JournalFile, writeJournal } from './journal-file.js';

/** The port of MQTT when nobody names another. */
export const MQTT_PORT = 1883;
const LOOPBACK = '127.0.0.1';
const DEFAULT_ENVIRONMENT = 'local';

export interface StartPlatformOptions {
  /** A loaded blueprint, or where to find it; searched from the current folder upward when absent. */
  readonly blueprint?: LoadedBlueprint | string | undefined;
  /** 127.0.0.1 when absent. */
  readonly host?: string | undefined;
  /** 0 takes any free port; 1883 when absent. */
  readonly port?: number | undefined;
  /** The environment of the blueprint whose address counts where host and port are absent; `local` when absent. */
  readonly environment?: string | undefined;
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
  readonly mqtt: string;
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
 * @throws KaaError BLUEPRINT_NOT_FOUND, BLUEPRINT_INVALID, PORT_BUSY, LISTEN_FAILED, JOURNAL_NOT_WRITABLE
 */
export async function startPlatform(options: StartPlatformOptions = {}): Promise<RunningPlatform> {
  const given = options.blueprint;
  const blueprint = given === undefined || typeof given === 'string' ? await loadBlueprint(given) : given;
  const address = addressFor(blueprint, options);
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
    await platform.start(address);
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

function addressFor(blueprint: LoadedBlueprint, options: StartPlatformOptions) {
  const name = options.environment ?? DEFAULT_ENVIRONMENT;
  const environment = blueprint.environments[name];
  if (environment === undefined && options.environment !== undefined) {
    const known = Object.keys(blueprint.environments).join(', ') || 'none';
    throw kaaError('ENVIRONMENT_UNKNOWN', { name, known });
  }
  const url = environment === undefined ? undefined : new URL(environment.mqtt);
  return {
    host: options.host ?? url?.hostname ?? LOOPBACK,
    port: options.port ?? (Number(url?.port) || MQTT_PORT),
  };
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
    mqtt: platform.mqttUrl ?? '',
    blueprint: { name, folder, tenant },
    versions,
    endpoints: declared,
    seed,
  };
}
