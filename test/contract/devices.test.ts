/**
 * Goal: a device under test is judged rightly: every fault is found, none is invented, and nothing of it is left.
 * Method: `devices/device.mjs` as a process of its own, on real ports of loopback; faithful, and wrong in several ways at once.
 */
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type ContractReport, contract } from '../../src/testing.js';

const BLUEPRINT = fileURLToPath(new URL('devices/demo', import.meta.url));
const DEVICE = `"${process.execPath}" "${fileURLToPath(new URL('devices/device.mjs', import.meta.url))}"`;
const TIMEOUT_MS = 90_000;

const test = (faults: string[] = [], only?: string[]) =>
  contract({ blueprint: BLUEPRINT, device: DEVICE, only, seed: 1, env: { DEVICE_FAULTS: faults.join(',') } });

const idsOf = ({ runs }: ContractReport, verdict: string) =>
  runs.flatMap(({ results }) => results.filter((result) => result.verdict === verdict).map(({ id }) => id));

/** Each fault with the expectations that it breaks; the groups do not touch each other's. */
const GROUPS: readonly Readonly<Record<string, readonly string[]>>[] = [
  {
    'wrong-type': ['schema.data-samples'],
    'late-answer': ['answers-reboot'],
    'foreign-token': ['wire.own-token'],
    'silent-on-configuration': ['applies-configuration', 'confirms-unchanged', 'refuses-invalid'],
    'no-back-off': ['backs-off'],
  },
  {
    'wrong-metadata': ['schema.metadata'],
    'double-execution': ['executes-once'],
    'refuses-without-reason': ['refuses-invalid'],
    'no-resend': ['resends'],
    'samples-after-stop': ['stop-and-start.2'],
    'too-large': ['limits'],
  },
];

describe('a device under test', { timeout: TIMEOUT_MS }, () => {
  it.concurrent('that is faithful passes every expectation', async () => {
    const report = await test();
    const { runs } = report;
    expect([...idsOf(report, 'fail'), ...idsOf(report, 'unknown')]).toEqual([]);
    expect(report.verdict).toBe('pass');
    expect(runs[0]?.results.length).toBe(25);
  });

  it.concurrent.each(GROUPS)('every fault is found and none is invented: %o', async (faults) => {
    const report = await test(Object.keys(faults));
    expect(idsOf(report, 'fail').sort()).toEqual(Object.values(faults).flat().sort());
    const evidence = report.runs[0]?.results.flatMap((result) => result.evidence) ?? [];
    expect(evidence.every(({ expected, seen }) => expected !== '' && seen !== '')).toBe(true);
  });

  it('a device that never connects leaves everything unknown, and its output is kept', async () => {
    const report = await contract({
      blueprint: BLUEPRINT,
      device: 'echo no network; exit 3',
      only: ['schema.*'],
    });
    expect(report.verdict).toBe('unknown');
    expect(report.runs[0]?.output).toContain('no network');
    expect(report.runs[0]?.notes.join()).toContain('exit code 3');
  });

  it('a device that cannot be started is a mistake, with what the shell says', async () => {
    const started = contract({ blueprint: BLUEPRINT, device: 'no-such-program-of-anybody' });
    await expect(started).rejects.toMatchObject({ code: 'DEVICE_NOT_STARTED' });
  });

  it('nothing of the device is left when the test is over, though it ignores SIGTERM and has children', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kaa-contract-'));
    const pids = join(folder, 'pids');
    const stubborn = `trap '' TERM; sleep 600 & echo $! >> ${pids}; echo $$ >> ${pids}; ${DEVICE}`;
    await contract({ blueprint: BLUEPRINT, device: stubborn, only: ['schema.metadata'] });
    const started = readFileSync(pids, 'utf8').trim().split('\n').map(Number);
    expect(started.length).toBe(2);
    // What has ended may still have to be reaped.
    await expect.poll(() => started.filter(isAlive)).toEqual([]);
  });
});

/** A process that has ended and waits to be reaped by its parent is not alive. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = `/proc/${pid}/stat`;
  return !existsSync(stat) || !/\) Z /.test(readFileSync(stat, 'utf8'));
}
