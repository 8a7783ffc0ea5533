/**
 * Writes what lets kaa start fast: oclif.manifest.json, the list of commands and flags, so that no command is loaded only
 * to be listed; and dist/help.txt, the help of kaa as a whole, which bin/run.js prints without oclif.
 *
 * Runs in every build (`npm run build`). The manifest is made by oclif itself from the bundled commands.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Config, Plugin } from '@oclif/core/config';
import { Help } from '@oclif/core/help';
import { settings } from '@oclif/core/settings';

const root = fileURLToPath(new URL('..', import.meta.url));

settings.enableAutoTranspile = false;
await writeManifest();
await writeHelp();

async function writeManifest() {
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

async function writeHelp() {
  const config = await Config.load(root);
  config.userAgent = `${config.name}/${config.version} {platform}`;
  const lines = [];
  const help = new Help(config, { ...config.pjson.oclif.helpOptions, stripAnsi: true });
  help.log = (...texts) => lines.push(...texts, '\n');
  await help.showHelp([]);
  writeFileSync(join(root, 'dist/help.txt'), lines.join(''));
}
