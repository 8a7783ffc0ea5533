#!/usr/bin/env node
/**
 * The `kaa` program: starts oclif on the built commands and nothing else, so that it starts fast. The help of kaa as a
 * whole is printed as the build left it (`scripts/manifest.js`), without oclif: reading a file takes no time.
 *
 * Commands report their own failures (`src/commands/base.ts`); what fails before a command runs is reported here.
 */
import { readFileSync } from 'node:fs';
import module from 'node:module';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`Error: kaa needs Node.js 20.19 or newer; this is ${process.versions.node}.\n`);
  process.exit(2);
}

/** How long a command that has failed may take to let go of its sockets and timers, in milliseconds. */
const LAST_WORDS_MS = 2000;

// A reader that has seen enough (kaa … | head) ends kaa quietly.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
}
process.on('uncaughtException', (error) => fail(error).finally(() => process.exit()));

if (!printedHelp(process.argv.slice(2))) main().catch(fail).finally(leave);

function printedHelp([first = '--help', ...rest]) {
  if (!['--help', '-h', 'help'].includes(first) || rest.length > 0) return false;
  try {
    const help = readFileSync(new URL('../dist/help.txt', import.meta.url), 'utf8');
    const { platform, arch, version } = process;
    process.stdout.write(help.replace('{platform}', `${platform}-${arch} node-${version}`));
    return true;
  } catch {
    return false;
  }
}

async function main() {
  // Since 22.1 Node can keep what it has compiled, in the folder that it has for this. It saves a fifth of a start.
  module.enableCompileCache?.();
  const { runProgram } = await import('../dist/commands/program.js');
  await runProgram(process.argv.slice(2), import.meta.url);
}

async function fail(error) {
  try {
    const { reportFailure } = await import('../dist/commands/failure.js');
    process.exitCode = reportFailure(error);
  } catch {
    process.stderr.write('Error: kaa is not built yet.\n  → Build it: npm run build\n');
    process.exitCode = 2;
  }
}

function leave() {
  if (process.exitCode) setTimeout(() => process.exit(), LAST_WORDS_MS).unref();
}
