/**
 * A program with a platform of its own: the local platform of a blueprint starts on free ports, the program runs with the
 * addresses and tokens in its environment, and both are gone when it ends.
 *
 * The program runs under a guardian, `bin/guardian.js`, which leads a process group and holds one end of a pipe to this
 * process. However this process ends, the pipe closes, and the guardian ends the group: kill -9 leaves nobody behind.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import type { Duplex, Readable } from 'node:stream';
import type { LoadedBlueprint } from '../blueprint/model.js';
import { packageFile } from '../package-file.js';
import type { RestSettings } from '../platform/rest/settings.js';
import type { ReadyInfo, ReadyVersion } from './platform.js';

/** As shells have them. */
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;
const SIGNALLED = 128;

type Variables = Readonly<Record<string, string>>;

export interface GuardedProgram {
  /** Sends a signal to the program and everything that it has started. */
  signal(name: NodeJS.Signals): void;
  readonly ended: Promise<ProgramEnd>;
}

export interface ProgramEnd {
  /** As a shell would have it: 128 + n after signal n, 127 when there is no such program, 126 when it is none. */
  readonly exitCode: number;
  /** Why it could not be run; absent when it was. */
  readonly failure?: string | undefined;
}

export interface ProgramOptions {
  readonly command: readonly string[];
  /** The whole environment of the program. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The path of Node. */
  readonly node: string;
  /** Ends whatever is left of a process group whose guardian was killed. */
  readonly endGroup: (guardianPid: number) => void;
  /** Told what the program prints, which is not shown then, and it gets no input; absent: this process's own input and output. */
  readonly onOutput?: ((text: string) => void) | undefined;
}

/** The token that callers of REST must present, where the blueprint demands one. */
export function apiTokenOf({ services, tenant }: LoadedBlueprint): string | undefined {
  const { auth, tokens } = (services.rest?.settings ?? {}) as Partial<RestSettings>;
  return auth === 'required' ? tokens?.[tenant]?.[0] : undefined;
}

/** What a program finds in its environment; docs/operator.md describes each variable. */
export function variablesFor(
  ready: ReadyInfo & { readonly [address: string]: unknown },
  apiToken?: string | undefined,
): Variables {
  const found: Record<string, string> = { KAA_BLUEPRINT: ready.blueprint.folder };
  const put = (name: string, value: unknown) => {
    if (typeof value === 'string' && value !== '') found[name] ??= value;
  };
  const rest = ready.rest ?? ready.http;
  put('KAA_MQTT_URL', ready.mqtt);
  put('KAA_HTTP_URL', ready.http);
  put('KAA_REST_URL', rest);
  put('KAA_WS_URL', ready.ws);
  // What the commands of kaa themselves look for.
  put('KAA_URL', rest);
  put('KAA_API_TOKEN', apiToken);
  // The first version whose endpoints are declared, so that version and token belong together.
  const hasEndpoints = (version: ReadyVersion) => Number(version.endpoints.length > 0);
  const versions = [...ready.versions].sort((a, b) => hasEndpoints(b) - hasEndpoints(a));
  for (const { application, version, endpoints } of versions) {
    const tokens = endpoints.map(({ token }) => token);
    put('KAA_APP_VERSION', version);
    put(`KAA_APP_VERSION_${variableName(application)}`, version);
    put('KAA_TOKEN', tokens[0]);
    put(`KAA_TOKENS_${variableName(version)}`, tokens.join(','));
  }
  return found;
}

/** `my-building-v1` as part of the name of a variable: `MY_BUILDING_V1`. */
export function variableName(name: string): string {
  return name.toUpperCase().replace(/[^A-Z0-9]/g, '_');
}

/** Runs a program under a guardian. */
export function runGuarded({ command, env, node, endGroup, onOutput }: ProgramOptions): GuardedProgram {
  const output = onOutput === undefined ? 'inherit' : 'pipe';
  const guardian = spawn(node, [packageFile('bin/guardian.js'), ...command], {
    env: { ...env } as NodeJS.ProcessEnv,
    stdio: [onOutput === undefined ? 'inherit' : 'ignore', output, output, 'pipe'],
    detached: true,
  });
  if (onOutput !== undefined)
    for (const stream of [guardian.stdout, guardian.stderr]) readTexts(stream, onOutput);
  const pipe = guardian.stdio[3] as Duplex;
  let ending: Ending | undefined;
  createInterface({ input: pipe }).on('line', (line) => {
    ending = JSON.parse(line);
  });
  // The guardian may be gone before a signal reaches it.
  pipe.on('error', () => {});
  const ended = new Promise<ProgramEnd>((resolve, reject) => {
    guardian.once('error', reject);
    guardian.once('close', (_code, signal) => {
      if (guardian.pid !== undefined) endGroup(guardian.pid);
      const last = ending ?? { signal: signal ?? 'SIGKILL' };
      resolve({ exitCode: exitCodeOf(last), failure: last.failure });
    });
  });
  return {
    signal(name) {
      if (pipe.writable) pipe.write(`${name}\n`);
    },
    ended,
  };
}

function readTexts(stream: Readable | null, onText: (text: string) => void): void {
  stream?.setEncoding('utf8').on('data', onText);
}

/** What the guardian says of the end of the program. */
interface Ending {
  readonly exitCode?: number;
  readonly signal?: string;
  /** Why it could not be started, such as ENOENT. */
  readonly failure?: string;
}

/** The exit code that a shell would report. */
export function exitCodeOf({ exitCode, signal, failure }: Ending): number {
  if (signal !== undefined) {
    return SIGNALLED + (constants.signals[signal as NodeJS.Signals] ?? 0);
  }
  if (failure !== undefined) return failure === 'ENOENT' ? NOT_FOUND : NOT_EXECUTABLE;
  return exitCode ?? 1;
}
