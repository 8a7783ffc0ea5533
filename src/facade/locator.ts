/**
 * How a command finds the local platform that is running: each `kaa platform start` leaves a small JSON file in a folder of
 * the user, and takes it away when it stops.
 *
 *     {"pid": 4711, "startedAt": "…", "blueprint": {"name": "…", "folder": "…"}, "addresses": {"mqtt": "mqtt://…", …}}
 *
 * A file whose process is gone is left over from a crash: it is ignored and deleted. The files hold no secrets, and only
 * their owner may read them.
 */
import { chmod, lstat, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { kaaError } from '../errors.js';

export interface Announcement {
  readonly pid: number;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly blueprint: { readonly name: string; readonly folder: string };
  /** Every address of the platform by its name, such as `mqtt` and `rest`. */
  readonly addresses: Readonly<Record<string, string>>;
}

/** The process that asks, and what it may know of others. */
export interface ProcessHost {
  readonly pid: number;
  /** The folder for the files, see {@link runtimeFolder}. */
  readonly folder: string;
  isAlive(pid: number): boolean;
}

interface Announced {
  readonly blueprint: { readonly name: string; readonly folder: string };
  readonly [address: string]: unknown;
}

/** Where the files are: under XDG_RUNTIME_DIR, which belongs to the user, or else the folder for temporary files. */
export function runtimeFolder(xdgRuntimeDir: string | undefined): string {
  if (xdgRuntimeDir) return join(xdgRuntimeDir, 'kaa');
  const { uid, username } = userInfo();
  return join(tmpdir(), `kaa-${uid < 0 ? username : uid}`);
}

/**
 * Makes a running platform known; `remove` takes it back. A folder that cannot be used makes it a platform that commands
 * must be given the address of, not a failure.
 */
export async function announce(
  host: ProcessHost,
  ready: Announced,
  startedAtMs: number,
): Promise<{ remove(): Promise<void> }> {
  const addresses = addressesOf(ready);
  const { name, folder } = ready.blueprint;
  const announcement: Announcement = {
    pid: host.pid,
    startedAt: new Date(startedAtMs).toISOString(),
    blueprint: { name, folder: resolve(folder) },
    addresses,
  };
  const { mqtt = '' } = addresses;
  const port = (URL.canParse(mqtt) && new URL(mqtt).port) || '0';
  const file = join(host.folder, `${host.pid}-${port}.json`);
  const isWritten = await write(host.folder, file, `${JSON.stringify(announcement)}\n`);
  return {
    async remove() {
      if (isWritten) await rm(file, { force: true });
    },
  };
}

/** The platforms that run, the one started last first. */
export async function runningPlatforms(host: ProcessHost): Promise<Announcement[]> {
  if (!(await isOwn(host.folder))) return [];
  const files = (await readdir(host.folder)).filter((name) => name.endsWith('.json'));
  const found = await Promise.all(files.map((name) => readAlive(host, join(host.folder, name))));
  return found
    .filter((announcement) => announcement !== undefined)
    .sort((a, b) => b.startedAt.localeCompare(a.startedAt));
}

/**
 * The platform that is meant: that of the blueprint, else the only one, unless it must be that of the blueprint.
 * @throws KaaError PLATFORM_NOT_RUNNING, PLATFORM_AMBIGUOUS
 */
export async function findRunning(
  host: ProcessHost,
  which: { readonly blueprintFolder?: string | undefined; readonly onlyThat?: boolean } = {},
): Promise<Announcement> {
  const all = await runningPlatforms(host);
  const { blueprintFolder, onlyThat = false } = which;
  const wanted = blueprintFolder === undefined ? undefined : resolve(blueprintFolder);
  const ofBlueprint = all.filter(({ blueprint }) => blueprint.folder === wanted);
  const [only, ...others] = ofBlueprint.length > 0 || onlyThat ? ofBlueprint : all;
  if (only === undefined) throw kaaError('PLATFORM_NOT_RUNNING', {});
  if (others.length === 0) return only;
  const list = [only, ...others]
    .map((one) => `  ${restUrlOf(one) ?? 'no REST'}  ${one.blueprint.name} in ${one.blueprint.folder}`)
    .join('\n');
  throw kaaError('PLATFORM_AMBIGUOUS', { list });
}

/** Where REST begins; undefined when the platform serves none. */
export function restUrlOf({ addresses }: Pick<Announcement, 'addresses'>): string | undefined {
  return addresses.rest ?? addresses.http;
}

function addressesOf(ready: Announced): Record<string, string> {
  const isAddress = (entry: [string, unknown]): entry is [string, string] =>
    typeof entry[1] === 'string' && /^[a-z]+:\/\//.test(entry[1]);
  return Object.fromEntries(Object.entries(ready).filter(isAddress));
}

async function write(folder: string, file: string, text: string): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if (!(await isOwn(folder))) return false;
    const draft = `${file}.new`;
    await writeFile(draft, text, { mode: 0o600 });
    await chmod(draft, 0o600);
    await rename(draft, file);
    return true;
  } catch {
    return false;
  }
}

/** A folder for temporary files is open to everybody: what somebody else has put there is not believed. */
async function isOwn(folder: string): Promise<boolean> {
  try {
    const { uid } = userInfo();
    const found = await lstat(folder);
    return found.isDirectory() && (uid < 0 || found.uid === uid);
  } catch {
    return false;
  }
}

async function readAlive(host: ProcessHost, file: string): Promise<Announcement | undefined> {
  const announcement = await readAnnouncement(file);
  if (announcement !== undefined && host.isAlive(announcement.pid)) return announcement;
  await rm(file, { force: true });
  return undefined;
}

async function readAnnouncement(file: string): Promise<Announcement | undefined> {
  try {
    const { pid, startedAt, blueprint, addresses } = JSON.parse(await readFile(file, 'utf8'));
    const isComplete = Number.isInteger(pid) && typeof blueprint?.folder === 'string' && addresses !== null;
    return isComplete ? { pid, startedAt: String(startedAt), blueprint, addresses } : undefined;
  } catch {
    return undefined;
  }
}
