/**
 * Writes oclif.manifest.json, the list of commands and flags that lets `kaa --help` start without loading a command.
 *
 * Runs after every build (`npm run build`). The manifest is made by oclif itself from the compiled commands. Compiled
 * commands whose source is gone are deleted first: the compiler leaves them behind, and oclif would still offer them.
 */
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Plugin } from '@oclif/core/config';
import { settings } from '@oclif/core/settings';

const root = fileURLToPath(new URL('..', import.meta.url));

deleteOrphans();
await writeManifest();

function deleteOrphans() {
  const compiled = join(root, 'dist/commands');
  for (const file of readdirSync(compiled, { recursive: true })) {
    const name = file.replace(/(\.d\.ts|\.js)$/, '');
    if (name === file) continue;
    const source = join(root, 'src/commands', name);
    if (!existsSync(`${source}.ts`) && !existsSync(`${source}.tsx`)) rmSync(join(compiled, file));
  }
}

async function writeManifest() {
  settings.enableAutoTranspile = false;
  const plugin = new Plugin({
    root,
    type: 'core',
    ignoreManifest: true,
    errorOnManifestCreate: true,
    respectNoCacheDefault: true,
  });
  await plugin.load();
  writeFileSync(join(root, 'oclif.manifest.json'), `${JSON.stringify(plugin.manifest)}\n`);
}
