/**
 * The plain renderers: what people read on stdout when a platform is ready, a run is over, or a blueprint is wrong.
 */
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { columns } from '../../../src/commands/render/columns.js';
import { problems } from '../../../src/commands/render/problems.js';
import { readyTable } from '../../../src/commands/render/ready-table.js';
import { COLOURED, PLAIN, wantsColour } from '../../../src/commands/render/style.js';
import { summary } from '../../../src/commands/render/summary.js';
import type { ReadyInfo } from '../../../src/index.js';
import { FAILED, PASSED } from '../../helpers/reports.js';

const READY: ReadyInfo = {
  ready: true,
  endpoints: [],
  mqtt: 'mqtt://127.0.0.1:1883',
  blueprint: { name: 'smart-building', folder: 'my-solution', tenant: 'kaa' },
  versions: [
    {
      application: 'thermostat',
      version: 'thermostat-v1',
      extensions: ['dcx', 'epmx'],
      endpoints: [
        { token: 'thermo-a', endpointId: '6a7a7b4e-11aa-4b4b-a7a7-0123456789ab' },
        { token: 'thermo-b', endpointId: '7b7a7b4e-11aa-4b4b-a7a7-0123456789ab' },
      ],
      fleetEndpoints: 1500,
    },
    { application: 'gate', version: 'gate-v2', extensions: ['dcx'], endpoints: [], fleetEndpoints: 0 },
  ],
  seed: 42,
};

describe('summary', () => {
  it('a run that passed', () => {
    expect(summary(PASSED, PLAIN)).toMatchInlineSnapshot(`
      "
        Endpoints        1,200 on 1 connection to mqtt://127.0.0.1:1883
        Data samples     18,000 sent   18,000 confirmed   0 rejected   0 unanswered   0 late
        Response time    p50 1.2 ms   p95 4.1 ms   p99 14.6 ms   max 110 ms   since it was due
                         p50 0.80 ms   p95 3.2 ms   p99 12.4 ms   max 108 ms   since it was sent
        Throughput       1,200 data samples per second
        Metadata         1,200 sent   1,200 confirmed
        Commands         3 received   3 answered
        Configurations   1,200 received   1,200 applied
        Run              15.0 s, seed 42

        ✔ PASS   Every data sample was confirmed. (exit code 0)"
    `);
  });

  it('a run that failed: errors by kind, every reason, the exit code', () => {
    expect(summary(FAILED, PLAIN).split('\n').slice(10)).toMatchInlineSnapshot(`
      [
        "",
        "  Errors   code   extension   reason",
        "      12    400   dcx         Bad Request",
        "       3      –   epmx        no answer",
        "",
        "  ✘ FAIL   12 data samples were rejected. (exit code 1)",
        "           3 data samples were not answered.",
      ]
    `);
  });

  it('a run that was interrupted never reads like a pass', () => {
    const text = summary({ ...PASSED, interrupted: true }, PLAIN);
    expect(text).toContain('INTERRUPTED   The run was stopped before its end. (exit code 130)');
    expect(text).toContain('Until then every data sample was confirmed.');
    expect(text).not.toContain('PASS');
    expect(summary({ ...FAILED, interrupted: true }, PLAIN)).toContain('12 data samples were rejected.');
  });

  it('an answerless run shows dashes, not zeros', () => {
    const text = summary({ ...PASSED, latencyMs: { p50: null, p95: null, p99: null, max: null } }, PLAIN);
    expect(text).toContain('p50 –   p95 –   p99 –   max –');
  });

  it('tells faults, what was expected of them, and the platform side of commands', () => {
    const text = summary(
      {
        ...FAILED,
        verdict: 'pass',
        reasons: [],
        connectedMax: 800,
        expected: { rejected: 12, unanswered: 0, late: 0 },
        answers: { duplicate: 2, outOfOrder: 5 },
        faults: { wrongType: 12, reboot: 3 },
        commands: {
          received: 9,
          answered: 8,
          platform: {
            sent: 10,
            delivered: 9,
            answered: 7,
            timedOut: 3,
            late: 1,
            duplicate: 0,
            executionMs: { p50: 300, p95: 310, p99: 900, max: 1200 },
          },
        },
      },
      PLAIN,
    );
    expect(text.split('\n').map((line) => line.trimEnd())).toEqual(
      expect.arrayContaining([
        '  Endpoints        1,200 on 1 connection to mqtt://127.0.0.1:1883, 800 at a time',
        '  Expected         12 rejected   because of faults, or of endpoints that were off',
        '  Answers          2 came twice   5 out of order',
        '  Commands         10 sent   9 delivered   7 answered   3 timed out   1 late',
        '  Execution        p50 300 ms   p95 310 ms   p99 900 ms   max 1,200 ms',
        '  Faults           12 wrongType   3 reboot',
        '  ✔ PASS   Every data sample was confirmed, but for those that were expected not to be. (exit code 0)',
      ]),
    );
    expect(summary(FAILED, COLOURED)).toContain('\u001b[31m12\u001b[39m rejected');
    const excused = { ...FAILED, expected: { rejected: 12, unanswered: 0, late: 0 } };
    expect(summary(excused, COLOURED)).not.toContain('\u001b[31m12\u001b[39m rejected');
  });

  it('lists thresholds with what was measured', () => {
    const thresholds = [
      { threshold: 'p99 < 200ms', measured: 14.6, unit: 'ms', passed: true },
      { threshold: 'confirmed >= 99.9%', fleet: 'lifts', measured: 99.8996, unit: '%', passed: false },
      { threshold: 'commands.p99 < 1s', measured: null, unit: 'ms', passed: false },
    ] as const;
    const text = summary({ ...PASSED, thresholds }, PLAIN);
    expect(text.split('\n').map((line) => line.trimEnd())).toEqual(
      expect.arrayContaining([
        '  ✔  p99 < 200ms         14.6 ms',
        '  ✘  confirmed >= 99.9%  99.899 %            of fleet lifts',
        '  ✘  commands.p99 < 1s   nothing to measure',
        '  ✔ PASS   All 3 thresholds were met. (exit code 0)',
      ]),
    );
  });

  it('says when the figures are about this machine rather than the target', () => {
    const lag = { p50: 80, p95: 400, p99: 612, max: 800 };
    const generator = { lagMs: lag, eventLoopDelayMs: { ...lag, p99: 240 }, isBottleneck: true };
    expect(summary({ ...PASSED, generator }, PLAIN)).toContain(
      '! This machine was the bottleneck rather than the target: data samples went out up to 612 ms late (p99); its event loop was 240 ms late.',
    );
  });

  it('says what else is worth knowing', () => {
    const text = summary({ ...PASSED, unexpectedMessages: 1, notes: ['no operator for fleet lifts'] }, PLAIN);
    expect(text).toContain('\n  ! 1 unexpected message from the server\n  ! no operator for fleet lifts\n');
    expect(summary(PASSED, PLAIN)).not.toContain('!');
  });

  it('shows ten kinds of error and counts the rest', () => {
    const errors = Array.from({ length: 12 }, (_, code) => ({
      code,
      reason: `reason ${code}`,
      extension: 'dcx',
      count: 1,
    }));
    const text = summary({ ...FAILED, errors }, PLAIN);
    expect(text).toContain('reason 9');
    expect(text).not.toContain('reason 10');
    expect(text).toContain('and 2 more kinds of error');
  });

  it('colour changes nothing but colour; only a full pass is green', () => {
    expect(stripVTControlCharacters(summary(FAILED, COLOURED))).toBe(summary(FAILED, PLAIN));
    expect(summary(PASSED, COLOURED)).toContain('\u001b[32m18,000\u001b[39m confirmed');
    expect(summary(FAILED, COLOURED)).not.toContain('\u001b[32m');
    expect(summary(FAILED, COLOURED)).toContain('\u001b[31m12\u001b[39m rejected');
  });
});

describe('readyTable', () => {
  it('says where, as whom, and how to stop', () => {
    expect(readyTable(READY, PLAIN)).toMatchInlineSnapshot(`
      "
        ● The local Kaa is ready

        MQTT          mqtt://127.0.0.1:1883
        Blueprint     smart-building in my-solution
        Tenant        kaa
        Persistence   none: what it knows is gone when it stops
        Seed          42

        thermostat-v1  dcx, epmx
          thermo-a   6a7a7b4e-11aa-4b4b-a7a7-0123456789ab
          thermo-b   7b7a7b4e-11aa-4b4b-a7a7-0123456789ab
          and 1,500 of the fleets

        gate-v2  dcx
          no endpoints yet

        Stop it with Ctrl-C"
    `);
  });

  it('fits into a terminal of 80 columns, with every extension instance and an ID of full length', () => {
    const extensions = ['dcx', 'epmx', 'cmx', 'cmx_ota', 'cex', 'bcx', 'tsx', 'rsx'];
    const versions = READY.versions.map((version) => ({ ...version, extensions }));
    const lines = readyTable({ ...READY, versions }, PLAIN).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('lines up with colour as without', () => {
    expect(stripVTControlCharacters(readyTable(READY, COLOURED))).toBe(readyTable(READY, PLAIN));
  });
});

describe('problems', () => {
  it('a line each, places first', () => {
    const list = [
      {
        file: 'blueprint.yaml',
        line: 3,
        column: 12,
        path: 'tenants',
        message: 'unknown key',
        suggestion: 'tenant',
      },
      { file: 'fleets/a.yaml', line: 113, column: 2, path: '', message: 'names no application version' },
    ];
    expect(problems(list, PLAIN).split('\n')).toEqual([
      '  blueprint.yaml:3:12  tenants  unknown key (did you mean "tenant"?)',
      '  fleets/a.yaml:113:2           names no application version',
    ]);
    expect(problems([], PLAIN)).toBe('');
  });
});

describe('columns', () => {
  it('aligns by what is seen, to the left or to the right', () => {
    const rows = [
      ['a', COLOURED.red('10')],
      ['bcd', '9'],
    ];
    expect(columns(rows, { right: [1] }).map(stripVTControlCharacters)).toEqual(['  a    10', '  bcd   9']);
  });

  it('takes rows of different lengths and leaves no spaces at the end', () => {
    expect(columns([['a'], ['bb', 'c', '']])).toEqual(['  a', '  bb  c']);
    expect(columns([])).toEqual([]);
  });
});

describe('wantsColour', () => {
  it.each([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [true, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
    [false, { FORCE_COLOR: '1' }, true],
    [true, { FORCE_COLOR: '0' }, false],
    [true, { TERM: 'dumb' }, false],
  ])('terminal %s, environment %o: %s', (isTTY, env, expected) => {
    expect(wantsColour({ isTTY }, env)).toBe(expected);
  });
});
