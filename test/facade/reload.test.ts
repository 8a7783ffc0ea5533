import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadBlueprint } from '../../src/facade/blueprints.js';
import { type Reload, type ReloadPorts, watchBlueprint } from '../../src/facade/reload.js';
import { WallClock } from '../../src/kernel/clock.js';
import { Journal } from '../../src/kernel/journal.js';
import { createRandom } from '../../src/kernel/random.js';
import { VirtualClock } from '../../src/kernel/virtual-clock.js';
import { Platform } from '../../src/platform/platform.js';
import { DEMO } from '../helpers/platform.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaa-reload-'));
  await cp(DEMO, folder, { recursive: true });
});
afterEach(() => rm(folder, { recursive: true }));

async function start(ports: Partial<ReloadPorts> = {}) {
  const clock = new VirtualClock();
  const platform = new Platform(await loadBlueprint(folder), {
    clock,
    journal: new Journal(clock),
    random: createRandom(1),
  });
  const reloads: Reload[] = [];
  /** Calls back as the system would, by folder. */
  const watched = new Map<string, (name: string | undefined) => void>();
  const reloader = watchBlueprint(platform, {
    clock,
    onReload: (reload) => reloads.push(reload),
    watchFolder(place, onChange) {
      watched.set(place, onChange);
      return () => watched.delete(place);
    },
    ...ports,
  });
  const due = () => clock.pending().filter((label) => label === 'look at the edited blueprint');
  return { clock, platform, reloads, watched, reloader, due };
}

async function edit(file: string, change: (text: string) => string): Promise<void> {
  const path = join(folder, file);
  await writeFile(path, change(await readFile(path, 'utf8')));
}

async function replaced(file: string, change: (text: string) => string): Promise<void> {
  const path = join(folder, file);
  await writeFile(`${path}~`, change(await readFile(path, 'utf8')));
  await rename(`${path}~`, path);
}

test('a good edit is taken and said, once', async () => {
  const { platform, reloads, reloader } = await start();
  await edit('config/kpc.yaml', (text) => text.replace('[dcx, cmx]', '[dcx]'));
  await reloader.check();
  await reloader.check();
  expect(reloads).toEqual([{ ok: true, lines: ['applied: config/kpc.yaml for demo-v2'] }]);
  expect(platform.extensionsOf('demo-v2')).toEqual(['dcx']);
});

test('a broken edit is refused with its place, once, and the platform goes on; mended, it is taken', async () => {
  const { platform, reloads, reloader } = await start();
  const before = platform.blueprint;
  await edit('blueprint.yaml', (text) => text.replace('- token: gamma', '- tokn: gamma'));
  await reloader.check();
  await reloader.check();
  expect(reloads).toHaveLength(1);
  const [refused] = reloads;
  expect(refused?.ok === false && refused.error.message).toMatch(
    /blueprint\.yaml:\d+:\d+ .*unknown key "tokn" \(did you mean "token"\?\)/,
  );
  expect(platform.blueprint).toBe(before);
  await edit('blueprint.yaml', (text) =>
    text.replace('- tokn: gamma', '- token: gamma\n          - token: delta'),
  );
  await reloader.check();
  expect(reloads.slice(1)).toEqual([{ ok: true, lines: ['applied: new endpoint delta of demo-v2'] }]);
});

test('an edit that only takes a broken one back is said too, in one line', async () => {
  const { reloads, reloader } = await start();
  const change = (from: string, to: string) => edit('blueprint.yaml', (text) => text.replace(from, to));
  const check = async () => {
    await reloader.check();
    return reloads.splice(0).map((reload) => (reload.ok ? reload.lines : 'refused'));
  };
  await change('name: demo', 'name: renamed');
  expect(await check()).toHaveLength(1);
  await change('- token: gamma', '- tokn: gamma');
  expect(await check()).toEqual(['refused']);
  await change('- tokn: gamma', '- tken: gamma');
  expect(await check()).toEqual(['refused']);
  await change('- tken: gamma', '- tokn: gamma');
  expect(await check()).toEqual(['refused']);
  await change('- tokn: gamma', '- token: gamma');
  expect(await check()).toEqual([['applied: the blueprint is right again, and says nothing new']]);
  expect(await check()).toEqual([]);
});

test('what needs a restart is said once, not with every edit', async () => {
  const { reloads, reloader } = await start();
  const rename = (text: string) => text.replace('name: demo', 'name: renamed');
  await edit('blueprint.yaml', rename);
  await reloader.check();
  await edit('config/kpc.yaml', (text) => text.replace('[dcx, cmx]', '[dcx]'));
  await reloader.check();
  expect(reloads.map((reload) => reload.ok && reload.lines)).toEqual([
    ['needs a restart: the name of the blueprint is now renamed'],
    ['applied: config/kpc.yaml for demo-v2'],
  ]);
});

test('changes of the files of a blueprint are looked at a moment later, all at once; those of others are not', async () => {
  const { clock, watched, due } = await start();
  const [root, config, schemas] = ['', 'config', 'schemas'].map((name) => watched.get(join(folder, name)));
  root?.('journal.ndjson');
  root?.('fleets');
  config?.('.kpc.yaml.swp');
  expect(due()).toEqual([]);
  root?.('blueprint.yaml');
  config?.('kpc.yaml');
  schemas?.('configuration.json');
  expect(due()).toHaveLength(1);
  await clock.advance(200);
  expect(due()).toEqual([]);
});

test('a configuration folder that is made later is watched, and so is one that was made again', async () => {
  await rm(join(folder, 'config'), { recursive: true });
  const isThere = (place: string) => readFile(join(place, 'kpc.yaml')).then(Boolean, () => false);
  const { watched, reloader } = await start();
  expect(await isThere(join(folder, 'config'))).toBe(false);
  watched.get(folder)?.('config');
  await mkdir(join(folder, 'config'));
  await reloader.check();
  expect([...watched.keys()]).toContain(join(folder, 'config'));
});

test('where changes cannot be noticed somebody is told, once', async () => {
  const reasons: string[] = [];
  await start({
    watchFolder() {
      throw Object.assign(new Error('ENOSPC: no watchers left'), { code: 'ENOSPC' });
    },
    onBlind: (reason) => reasons.push(reason),
  });
  expect(reasons).toEqual(['ENOSPC: no watchers left']);
});

test('nothing is looked at any more after the stop', async () => {
  const { watched, reloader, reloads, due } = await start();
  watched.get(folder)?.('blueprint.yaml');
  reloader.stop();
  expect(due()).toEqual([]);
  expect(watched.size).toBe(0);
  await edit('config/kpc.yaml', (text) => text.replace('[dcx, cmx]', '[dcx]'));
  await reloader.check();
  expect(reloads).toEqual([]);
});

test('the watchers of the system notice a file that is replaced by renaming, as editors do', async () => {
  const clock = new WallClock();
  const platform = new Platform(await loadBlueprint(folder), {
    clock,
    journal: new Journal(clock),
    random: createRandom(1),
  });
  const reload = await new Promise<Reload>((onReload) => {
    const reloader = watchBlueprint(platform, {
      clock,
      onReload(one) {
        reloader.stop();
        onReload(one);
      },
    });
    void replaced('config/kpc.yaml', (text) => text.replace('[dcx, cmx]', '[dcx]'));
  });
  await platform.stop();
  expect(reload).toEqual({ ok: true, lines: ['applied: config/kpc.yaml for demo-v2'] });
});
