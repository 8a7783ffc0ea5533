#!/usr/bin/env node
/**
 * `kaa` for those who work on kaa: builds what has changed, then runs it. Takes the same arguments as `run.js`.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const build = spawnSync('npm', ['run', '--silent', 'build'], {
  cwd: root,
  stdio: ['ignore', 2, 2],
  shell: process.platform === 'win32',
});
if (build.status === 0) await import('./run.js');
else process.exitCode = 70;
