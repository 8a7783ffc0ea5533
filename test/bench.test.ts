/**
 * The measurements still measure something: a run with the smallest sizes counts what it should. Never how long anything took.
 */
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { ROOT } from './helpers/sources.js';

interface Row {
  readonly name: string;
  readonly what: string;
  readonly count: number;
  readonly theirs?: number | null;
  readonly peerAbsent?: true;
}

async function smoke(only: string): Promise<{ exitCode: number | undefined; rows: Row[]; stderr: string }> {
  const args = [`${ROOT}bench/run.js`, '--smoke', '--json', '--only', only];
  const { exitCode, stdout, stderr } = await execa(process.execPath, args, { reject: false });
  return { exitCode, rows: exitCode === 0 ? JSON.parse(stdout).rows : [], stderr };
}

describe('npm run bench', () => {
  it('answers, virtual time and the store are measured, each against a peer that was measured or is said to be absent', async () => {
    const { rows } = await smoke('answers,virtual,store');
    expect([...new Set(rows.map(({ name }) => name))]).toEqual(['answers', 'virtual', 'store']);
    for (const { what, count, peerAbsent, ...row } of rows) {
      expect(count, what).toBeGreaterThan(0);
      // So short a round may take less processor time than the system counts: then it is null.
      if (peerAbsent !== true) expect(row, what).toHaveProperty('theirs');
    }
    // 1,000 endpoints for 60 s, a data sample in 10 s each, whole and in two shards; 5 for 60 s, one in a minute and one in 10 s.
    expect(rows.filter(({ name }) => name === 'virtual').map(({ count }) => count)).toEqual([
      6000, 6000, 5, 30,
    ]);
  }, 60_000);

  it('a measurement that there is not is told with those that there are', async () => {
    const { exitCode, stderr } = await smoke('speed');
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/no speed; there are clients, answers/)]);
  });

  it('a peer at a path where nothing is, is no absent peer', async () => {
    const args = [`${ROOT}bench/run.js`, '--smoke', '--only', 'store', '--mqttx', '/nowhere/mqttx'];
    const { exitCode, stderr } = await execa(process.execPath, args, { reject: false });
    expect([exitCode, stderr]).toEqual([2, 'There is no program at /nowhere/mqttx.']);
  });
});
