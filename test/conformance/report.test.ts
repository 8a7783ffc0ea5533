/**
 * The report of a run: its verdict, its table for people, and its JUnit XML.
 */
import { describe, expect, it } from 'vitest';
import { conformanceReport } from '../../src/commands/render/conformance.js';
import { PLAIN } from '../../src/commands/render/style.js';
import { junit } from '../../src/conformance/junit.js';
import { type ConformanceResult, reportOf } from '../../src/conformance/report.js';
import { REQUIREMENTS } from '../../src/conformance/requirements.js';

function result(id: string, rest: Partial<ConformanceResult>): ConformanceResult {
  const found = REQUIREMENTS.find((requirement) => requirement.id === id);
  if (found === undefined) throw new Error(`no requirement ${id}`);
  const { rfc, level, who, statement } = found;
  return { id, rfc, level, who, statement, protocol: 'mqtt3', outcome: 'pass', ...rest };
}

const PASS = result('KP-01', {});
const SKIPPED = result('KP-17', { outcome: 'not-applicable', reason: 'it is about CoAP' });
const UNKNOWN = result('CEP-10', { outcome: 'unknown', reason: 'it takes the platform side' });
const FAIL = result('DCP-05', {
  outcome: 'fail',
  expected: 'a success whose payload has no bytes',
  seen: 'kp1/v1/dcx/t/json/1/status with "<\u0001&\ud800>"',
  evidence: [
    {
      client: 'A',
      direction: 'sent',
      packet: 'publish',
      topic: 'kp1/v1/dcx/t/json/1',
      qos: 1,
      payload: '[]',
    },
    {
      client: 'A',
      direction: 'received',
      packet: 'publish',
      topic: 'kp1/v1/dcx/t/json/1/status',
      qos: 1,
      payload: '"<\u0001&\ud800>"',
    },
    { client: 'A', direction: 'received', packet: 'publish', topic: 'x', qos: 0, payload: '' },
  ],
});

describe('the verdict', () => {
  it.each([
    ['pass', [PASS, SKIPPED]],
    ['unknown', [PASS, UNKNOWN]],
    ['fail', [PASS, UNKNOWN, FAIL]],
    ['pass', []],
  ] as const)('%s', (verdict, results) => {
    expect(reportOf('somewhere', results).verdict).toBe(verdict);
  });
});

it('shows people a table by RFC, what failed with its packets, and what is unknown with the reason', () => {
  const report = reportOf('mqtt://127.0.0.1:1883', [
    PASS,
    SKIPPED,
    FAIL,
    UNKNOWN,
    { ...PASS, protocol: 'http' },
  ]);
  expect(conformanceReport(report, PLAIN)).toMatchInlineSnapshot();
});

it('is JUnit XML with one test case for each requirement and protocol, whatever a server sends', () => {
  const report = reportOf('somewhere', [PASS, SKIPPED, FAIL, UNKNOWN, { ...PASS, protocol: 'http' }]);
  expect(junit(report)).toMatchInlineSnapshot();
});
