/**
 * What `kaa sim run` refuses before anything begins.
 */
import { Config } from '@oclif/core/config';
import { expect, it } from 'vitest';
import SimRun from '../../src/commands/sim/run.js';
import { ROOT } from '../helpers/sources.js';

it.each(['0', '1001', '0.001', 'fast', '1e2'])('--speed %s: one message, one range', async (speed) => {
  const run = new SimRun(['--speed', speed], await Config.load(ROOT)).run();
  await expect(run).rejects.toThrow(`--speed ${speed}: not a number from 0.01 to 1000.`);
});

it('--tui with --virtual: why, and how to watch something fast', async () => {
  const run = new SimRun(['--virtual', '--tui'], await Config.load(ROOT)).run();
  await expect(run).rejects.toMatchObject({ code: 'TIME_CONFLICT' });
  await expect(run).rejects.toThrow(/^--tui does not go with --virtual: .*can be watched is --speed 60\.$/);
});
