import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openPersistence } from '../../src/facade/persistence.js';
import { savePlatform } from '../../src/facade/snapshots.js';
import { buildDemo, stateOf } from '../platform/snapshot/demo.js';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'kaa-persistence-'));
});
afterEach(() => rm(home, { recursive: true }));

test('without folders nothing is taken in and nothing written', async () => {
  const persistence = await openPersistence({});
  const { platform } = await buildDemo();
  await persistence.restore(platform);
  expect(persistence).toMatchObject({ seed: undefined, importedFrom: undefined });
  expect(await persistence.export(platform)).toBeUndefined();
});

test('what one run leaves behind the next begins with, seed included', async () => {
  const folder = join(home, 'state');
  const first = await buildDemo({ seed: 7 });
  first.platform.register({ applicationName: 'demo', appVersionName: 'demo-v1', token: 'extra' });
  const exported = await (await openPersistence({ exportFolder: folder })).export(first.platform);
  expect(exported).toMatchObject({ folder, endpoints: 6, timeSeries: 0 });
  const persistence = await openPersistence({ importFolder: folder, exportFolder: folder });
  expect(persistence).toMatchObject({ seed: 7, importedFrom: folder });
  const second = await buildDemo({ seed: 8 });
  await persistence.restore(second.platform);
  expect(stateOf(second)).toEqual(stateOf(first));
});

test('a folder to begin with that is not there is refused, before anything starts', async () => {
  const folder = join(home, 'nowhere');
  await expect(openPersistence({ importFolder: folder })).rejects.toMatchObject({
    code: 'SNAPSHOT_NOT_FOUND',
    message: `There is no snapshot in ${folder}.`,
  });
  await expect(
    openPersistence({ importFolder: folder, exportFolder: join(home, 'else') }),
  ).rejects.toMatchObject({ code: 'SNAPSHOT_NOT_FOUND' });
});

test('unless the snapshot is to be written there: then it is the first start', async () => {
  const folder = join(home, 'state');
  const persistence = await openPersistence({ importFolder: folder, exportFolder: `${folder}/../state` });
  expect(persistence.importedFrom).toBeUndefined();
  const { platform } = await buildDemo();
  await persistence.restore(platform);
  await persistence.export(platform);
  expect(await readdir(home)).toEqual(['state']);
});

test('a folder that could not be replaced is refused when there is still time to name another', async () => {
  await writeFile(join(home, 'notes.txt'), 'mine');
  await expect(openPersistence({ exportFolder: home })).rejects.toMatchObject({
    code: 'SNAPSHOT_FOLDER_TAKEN',
  });
});

test('a snapshot that is wrong leaves the platform as it was', async () => {
  const folder = join(home, 'state');
  const { platform } = await buildDemo();
  await savePlatform(platform, folder);
  await writeFile(join(folder, 'tokens.json'), '[');
  const persistence = await openPersistence({ importFolder: folder });
  const other = await buildDemo({ seed: 3 });
  const before = stateOf(other);
  await expect(persistence.restore(other.platform)).rejects.toMatchObject({ code: 'SNAPSHOT_INVALID' });
  expect(stateOf(other)).toEqual(before);
});
