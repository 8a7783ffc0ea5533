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
  expect(conformanceReport(report, PLAIN)).toMatchInlineSnapshot(`
    "
      1/KP conformance of mqtt://127.0.0.1:1883

      MQTT 3.1.1                     pass   fail   not applicable   unknown
      1/KP         Kaa protocol         1      -                1         -
      2/DCP        Data collection      -      1                -         -
      11/CEP       Commands             -      -                -         1

      HTTP                  pass   fail   not applicable   unknown
      1/KP   Kaa protocol      1      -                -         -

      ✗ DCP-05 The payload of a success has no bytes. (MUST, MQTT 3.1.1)
          expected a success whose payload has no bytes
          seen     kp1/v1/dcx/t/json/1/status with "<\\u0001&\\ud800>"
          A → publish QoS 1 kp1/v1/dcx/t/json/1 []
          A ← publish QoS 1 kp1/v1/dcx/t/json/1/status "<\\u0001&\\ud800>"
          A ← publish QoS 0 x (no bytes)

      ? Could not be judged:
        MQTT 3.1.1: it takes the platform side
          CEP-10

      ✗ Verdict: fail (2 passed, 1 failed, 1 not applicable, 1 unknown)"
  `);
});

it('is JUnit XML with one test case for each requirement and protocol, whatever a server sends', () => {
  const report = reportOf('somewhere', [PASS, SKIPPED, FAIL, UNKNOWN, { ...PASS, protocol: 'http' }]);
  expect(junit(report)).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="kaa conformance" tests="5" failures="1" errors="1" skipped="1">
      <testsuite name="mqtt3: 1/KP Kaa protocol" tests="2" failures="0" errors="0" skipped="1">
        <testcase classname="mqtt3.1-KP" name="KP-01 Every resource path begins with kp1, in lower case."/>
        <testcase classname="mqtt3.1-KP" name="KP-17 Over CoAP the status code becomes a response code.">
          <skipped message="it is about CoAP"/>
        </testcase>
      </testsuite>
      <testsuite name="mqtt3: 2/DCP Data collection" tests="1" failures="1" errors="0" skipped="0">
        <testcase classname="mqtt3.2-DCP" name="DCP-05 The payload of a success has no bytes.">
          <failure message="expected a success whose payload has no bytes; seen: kp1/v1/dcx/t/json/1/status with &quot;&lt;\\u0001&amp;\\ud800&gt;&quot;">A → publish QoS 1 kp1/v1/dcx/t/json/1 []
    A ← publish QoS 1 kp1/v1/dcx/t/json/1/status &quot;&lt;\\u0001&amp;\\ud800&gt;&quot;
    A ← publish QoS 0 x (no bytes)</failure>
        </testcase>
      </testsuite>
      <testsuite name="mqtt3: 11/CEP Commands" tests="1" failures="0" errors="1" skipped="0">
        <testcase classname="mqtt3.11-CEP" name="CEP-10 The answer lists every outstanding command of the type.">
          <error type="unknown" message="it takes the platform side"></error>
        </testcase>
      </testsuite>
      <testsuite name="http: 1/KP Kaa protocol" tests="1" failures="0" errors="0" skipped="0">
        <testcase classname="http.1-KP" name="KP-01 Every resource path begins with kp1, in lower case."/>
      </testsuite>
    </testsuites>
    "
  `);
});
