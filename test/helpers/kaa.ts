/**
 * Runs the built program as a user would: a process of its own, with no colour and no settings from outside.
 */
import { execa } from 'execa';
import { ROOT } from './sources.js';

export interface KaaOptions {
  /** Arguments for Node itself. */
  readonly node?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Runs `kaa` with arguments; never throws for an exit code. Output comes without its last line end. */
export async function kaa(args: readonly string[], { node = [], env = {}, cwd = ROOT }: KaaOptions = {}) {
  const result = await execa(process.execPath, [...node, `${ROOT}bin/run.js`, ...args], {
    cwd,
    reject: false,
    stdin: 'ignore',
    extendEnv: false,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: '1', ...env },
  });
  return { exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr };
}
