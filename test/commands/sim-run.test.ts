/**
 * What `kaa sim run` refuses before anything begins.
 */
import { Config } from '@oclif/core/config';
import { expect, it } from 'vitest';
import SimRun from '../../src/commands/sim/run.js';
import { ROOT } from '../helpers/sources.js';

it('--tui with --virtual: why, and how to watch something fast', async () => {
  const run = new SimRun(['--virtual', '--tui'], await Config.load(ROOT)).run();
  await expect(run).rejects.toMatchObject({ code: 'TIME_CONFLICT' });
  await expect(run).rejects.toThrow(/^--tui does not go with --virtual: .*can be watched is --speed 60\.$/);
});
