import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { diskFolders, type Folders } from '../../src/facade/folders.js';
import { checkTarget, readSnapshotFiles, saveSnapshot } from '../../src/facade/snapshot-files.js';
import { EMPTY_STATE, type Snapshot } from '../../src/platform/snapshot/schema.js';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'kaa-snapshot-'));
});
afterEach(() => rm(home, { recursive: true }));

/** A snapshot that can be told from others by its name. */
function snapshot(name: string): Snapshot {
  const header = { format: 1, kaa: '0.0.0', blueprint: name, tenant: 'kaa', seed: 1, savedAt: 'now' };
  const series = { applicationName: name, endpointId: 'e', dropped: 0, timestamps: [1], values: { v: [1] } };
  const timeSeries = [1, 2, 3].map((n) => ({ ...series, timeSeries: `s${n}` }));
  return { ...EMPTY_STATE, header, timeSeries, extensions: { cex: { lastId: name, endpoints: [] } } };
}

/** The name of the snapshot in a folder, if it is complete and all of one piece. */
async function nameIn(folder: string): Promise<string | undefined> {
  const found = await readSnapshotFiles(folder);
  if (found === undefined) return undefined;
  const { texts } = found;
  const { blueprint } = JSON.parse(texts.get('snapshot.json') as string);
  const lines = texts.get('time-series.ndjson') as string[];
  expect(lines.map((line) => JSON.parse(line).applicationName)).toEqual([blueprint, blueprint, blueprint]);
  expect(JSON.parse(texts.get('extension.cex.json') as string).lastId).toBe(blueprint);
  expect(texts.size).toBe(10);
  return blueprint;
}

test('what is saved is read again; the same state gives the same bytes', async () => {
  const [one, two] = [join(home, 'one'), join(home, 'deep', 'er', 'two')];
  expect(await saveSnapshot(snapshot('a'), one)).toBe(one);
  await saveSnapshot(snapshot('a'), two);
  expect(await nameIn(one)).toBe('a');
  for (const name of await readdir(one))
    expect(await readFile(join(two, name), 'utf8')).toBe(await readFile(join(one, name), 'utf8'));
});

test('a snapshot replaces the one before and leaves nothing beside it', async () => {
  const folder = join(home, 'state');
  await saveSnapshot(snapshot('old'), folder);
  await saveSnapshot(snapshot('new'), folder);
  expect(await nameIn(folder)).toBe('new');
  expect(await readdir(home)).toEqual(['state']);
});

test('nobody else may read the files: tokens and digests of passwords are in them', async () => {
  const folder = await saveSnapshot(snapshot('a'), join(home, 'state'));
  expect((await stat(join(folder, 'credentials.json'))).mode & 0o077).toBe(0);
});

test('a folder that is a link stays one', async () => {
  await mkdir(join(home, 'real'));
  await symlink(join(home, 'real'), join(home, 'link'));
  expect(await saveSnapshot(snapshot('a'), join(home, 'link'))).toBe(join(home, 'real'));
  expect(await nameIn(join(home, 'link'))).toBe('a');
});

describe('what is no snapshot is never replaced', () => {
  test('a folder with anything else in it', async () => {
    await saveSnapshot(snapshot('old'), home);
    await writeFile(join(home, 'notes.txt'), 'mine');
    const refused = saveSnapshot(snapshot('new'), home);
    await expect(refused).rejects.toMatchObject({ code: 'SNAPSHOT_FOLDER_TAKEN' });
    await expect(refused).rejects.toThrow('"notes.txt"');
    expect(await readFile(join(home, 'notes.txt'), 'utf8')).toBe('mine');
    expect(await nameIn(home)).toBe('old');
  });

  test('a file', async () => {
    const file = join(home, 'file');
    await writeFile(file, 'mine');
    await expect(checkTarget(file)).rejects.toMatchObject({ code: 'SNAPSHOT_NOT_WRITABLE' });
    expect(await readFile(file, 'utf8')).toBe('mine');
  });

  test('what file managers leave does not count', async () => {
    await writeFile(join(home, '.DS_Store'), '');
    await saveSnapshot(snapshot('a'), home);
    expect(await nameIn(home)).toBe('a');
  });
});

test('a place where nothing can be made is refused beforehand', async () => {
  const folders: Folders = {
    ...diskFolders,
    makeDraft: () => Promise.reject(new Error('EROFS: read-only file system')),
  };
  await expect(checkTarget(join(home, 'state'), folders)).rejects.toThrow('EROFS: read-only file system');
  await checkTarget(join(home, 'state'));
  expect(await readdir(home)).toEqual([]);
});

test('a folder without a header is no snapshot', async () => {
  expect(await readSnapshotFiles(join(home, 'nowhere'))).toBeUndefined();
  expect(await readSnapshotFiles(home)).toBeUndefined();
});

class Crash extends Error {}

/** The disk until step n; then the process is gone: no call does anything any more. A write stops half way. */
function crashingAt(n: number): { readonly folders: Folders; readonly steps: () => number } {
  let steps = 0;
  const step = async <Result>(run: () => Promise<Result>, half?: () => Promise<unknown>): Promise<Result> => {
    steps++;
    if (steps === n) await half?.();
    if (steps >= n) throw new Crash('the process is gone');
    return await run();
  };
  const folders: Folders = {
    ...diskFolders,
    makeParent: (path) => step(() => diskFolders.makeParent(path)),
    makeDraft: (prefix) => step(() => diskFolders.makeDraft(prefix)),
    write: (file, parts) =>
      step(
        () => diskFolders.write(file, parts),
        () => diskFolders.write(file, [[...parts].join('').slice(0, 20)]),
      ),
    sync: (folder) => step(() => diskFolders.sync(folder)),
    rename: (from, to) => step(() => diskFolders.rename(from, to)),
    remove: (folder) =>
      step(
        () => diskFolders.remove(folder),
        () => rm(join(folder, 'snapshot.json'), { force: true }),
      ),
  };
  return { folders, steps: () => steps };
}

describe('a crash at any step leaves the old snapshot or the new one, whole', () => {
  async function stepsOf(prepare: (folder: string) => Promise<unknown>): Promise<number> {
    const folder = join(home, 'counted');
    await prepare(folder);
    const { folders, steps } = crashingAt(Number.POSITIVE_INFINITY);
    await saveSnapshot(snapshot('new'), folder, folders);
    return steps();
  }

  test('over an old snapshot', async () => {
    const prepare = (folder: string) => saveSnapshot(snapshot('old'), folder);
    const total = await stepsOf(prepare);
    const seen = new Set<string | undefined>();
    for (let n = 1; n <= total; n++) {
      const folder = join(home, `crash-${n}`);
      await prepare(folder);
      await saveSnapshot(snapshot('new'), folder, crashingAt(n).folders).catch(() => {});
      const found = await nameIn(folder);
      expect(['old', 'new'], `step ${n}`).toContain(found);
      seen.add(found);
      // And the next run goes on as if nothing had been.
      await saveSnapshot(snapshot('next'), folder);
      expect(await nameIn(folder)).toBe('next');
      const rest = (await readdir(home)).filter((name) => name.startsWith(`crash-${n}.`));
      expect(rest, `step ${n}`).toEqual([]);
    }
    expect([...seen].sort()).toEqual(['new', 'old']);
    expect(total).toBeGreaterThan(14);
  });

  test('a crash, and a crash while that is put right', async () => {
    const prepare = (folder: string) => saveSnapshot(snapshot('old'), folder);
    const total = await stepsOf(prepare);
    for (let n = 1; n <= total; n++) {
      for (let m = 1; m <= 4; m++) {
        const folder = join(home, `twice-${n}-${m}`);
        await prepare(folder);
        await saveSnapshot(snapshot('new'), folder, crashingAt(n).folders).catch(() => {});
        await saveSnapshot(snapshot('newer'), folder, crashingAt(m).folders).catch(() => {});
        expect(['old', 'new'], `steps ${n} and ${m}`).toContain(await nameIn(folder));
      }
    }
  });

  test('where nothing was there is nothing, or the new one', async () => {
    const total = await stepsOf(async () => {});
    for (let n = 1; n <= total; n++) {
      const folder = join(home, `first-${n}`);
      await saveSnapshot(snapshot('new'), folder, crashingAt(n).folders).catch(() => {});
      expect([undefined, 'new'], `step ${n}`).toContain(await nameIn(folder));
    }
  });
});

test('a failure that is no crash says so, puts the old snapshot back and leaves nothing beside it', async () => {
  const folder = join(home, 'state');
  await saveSnapshot(snapshot('old'), folder);
  for (const isBroken of [(to: string) => to === folder, (to: string) => to !== folder]) {
    let failed = false;
    const folders: Folders = {
      ...diskFolders,
      rename(from, to) {
        if (failed || !isBroken(to)) return diskFolders.rename(from, to);
        failed = true;
        return Promise.reject(new Error('EBUSY: it is a mount point'));
      },
    };
    const refused = saveSnapshot(snapshot('new'), folder, folders);
    await expect(refused).rejects.toMatchObject({ code: 'SNAPSHOT_NOT_WRITABLE' });
    await expect(refused).rejects.toThrow('EBUSY: it is a mount point');
    expect(await nameIn(folder)).toBe('old');
    expect(await readdir(home)).toEqual(['state']);
  }
});
