/**
 * Goal: every report says the same in its own form, whatever a device sends. Method: one report by hand, in each form.
 */
import { describe, expect, it } from 'vitest';
import { type ContractRun, type ExpectationResult, reportOf } from '../../src/contract/report.js';
import { githubReport } from '../../src/contract/reporters/github.js';
import { htmlReport } from '../../src/contract/reporters/html/page.js';
import { jsonReport } from '../../src/contract/reporters/json.js';
import { junitReport } from '../../src/contract/reporters/junit.js';
import { textReport } from '../../src/contract/reporters/text.js';
import type { Timeline } from '../../src/contract/timeline.js';

const HOSTILE = '<script>alert("1")</script>\u0007&';
const place = { file: 'contracts/a.yaml', line: 3, column: 5 };
const result = (id: string, more: Partial<ExpectationResult>): ExpectationResult => ({
  id,
  statement: 'Something is seen.',
  verdict: 'pass',
  evidence: [],
  breaches: 0,
  exercised: 1,
  endpoints: 1,
  place,
  ...more,
});
const PASS = result('a', {});
const UNKNOWN = result('b', { verdict: 'unknown', reason: 'it was not connected', exercised: 0 });
const FAIL = result('c', {
  verdict: 'fail',
  breaches: 3,
  evidence: [
    {
      token: 'sensor-1',
      at: 12_500,
      rule: 'schema of data samples',
      path: '/0/value',
      expected: 'a number',
      seen: HOSTILE,
      message: { seq: 1, at: 12_500, from: 'device', topic: 'kp1/a/dcx/sensor-1/json/1', payload: HOSTILE },
    },
  ],
});
const run: ContractRun = {
  appVersion: 'a-v1',
  subject: 'python3 device.py',
  repetition: 1,
  seed: 7,
  verdict: 'fail',
  results: [PASS, UNKNOWN, FAIL],
  tookMs: 15_000,
  beganAt: 10_000,
  output: 'Traceback\nboom\u001b[2J',
  notes: ['20 of 60 endpoints are tested'],
};
const report = reportOf([run], { folder: '/blueprint', interrupted: false });
const timeline: Timeline = {
  from: 10_000,
  to: 25_000,
  more: 3,
  endpoints: [
    {
      token: 'sensor-1',
      breaches: 1,
      marks: [
        { at: 11_000, kind: 'samples', text: `→ dcx/json ${HOSTILE}` },
        { at: 12_500, kind: 'breach', text: 'c: expected a number' },
      ],
      series: [
        {
          name: 'temperature',
          points: [
            [11_000, 20],
            [12_000, 21.5],
          ],
        },
      ],
    },
  ],
};

describe('the verdict', () => {
  it.each([
    ['pass', [PASS]],
    ['unknown', [PASS, UNKNOWN]],
    ['fail', [PASS, UNKNOWN, FAIL]],
    ['unknown', []],
  ] as const)('%s', (verdict, results) => {
    expect(reportOf([{ ...run, results }], { folder: '', interrupted: false }).verdict).toBe(verdict);
  });
});

it('text, for people', () => {
  expect(textReport({ ...report, caseFile: '.kaa/contract/a-v1.json' })).toMatchInlineSnapshot(`
    "
      Contract of a-v1, python3 device.py (seed 7, 15s)

      ✓ a  Something is seen.
      ? b  Something is seen.
          unknown: it was not connected
      ✗ c  Something is seen.
          sensor-1 after 2.5s: schema of data samples, /0/value
            expected a number
            seen     <script>alert("1")</script>\\u0007&
            → kp1/a/dcx/sensor-1/json/1 <script>alert("1")</script>\\u0007&
          and 2 more
        20 of 60 endpoints are tested

        The device has printed, at the end:
          Traceback
          boom\\u001b[2J

      ✗ Verdict: fail (1 passed, 1 failed, 1 unknown)
        Only what failed, again: kaa contract replay .kaa/contract/a-v1.json"
  `);
});

it('JUnit XML: one case for each expectation', () => {
  expect(junitReport(report)).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="kaa contract" tests="3" failures="1" errors="1" skipped="0">
      <testsuite name="a-v1, python3 device.py" tests="3" failures="1" errors="1" skipped="0">
        <testcase classname="a-v1" name="a Something is seen." file="contracts/a.yaml" line="3"/>
        <testcase classname="a-v1" name="b Something is seen." file="contracts/a.yaml" line="3">
          <error type="unknown" message="it was not connected">Traceback
    boom\\u001b[2J</error>
        </testcase>
        <testcase classname="a-v1" name="c Something is seen." file="contracts/a.yaml" line="3">
          <failure message="expected a number; seen: &lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;\\u0007&amp;">sensor-1 after 2.5s: schema of data samples, /0/value
      expected a number
      seen     &lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;\\u0007&amp;
      → kp1/a/dcx/sensor-1/json/1 &lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;\\u0007&amp;
    and 2 more</failure>
        </testcase>
      </testsuite>
    </testsuites>
    "
  `);
});

it('GitHub annotations: one for each that did not pass, at its place', () => {
  expect(githubReport(report, 'building/')).toMatchInlineSnapshot(`
    "::warning file=building/contracts/a.yaml,line=3,col=5,title=b (a-v1%2C python3 device.py)::Something is seen. it was not connected
    ::error file=building/contracts/a.yaml,line=3,col=5,title=c (a-v1%2C python3 device.py)::Something is seen. expected a number; seen: <script>alert("1")</script>&
    "
  `);
});

it('JSON: the report itself', () => {
  expect(JSON.parse(jsonReport(report))).toEqual(JSON.parse(JSON.stringify(report)));
});

describe('HTML', () => {
  const page = htmlReport(report, [timeline]);

  it('is one file that asks nobody for anything', () => {
    expect(page).toMatch(/^<!doctype html>/);
    expect(page.match(/src=|href="[^#]|@import|url\(|https?:/g)).toBeNull();
    expect(page).toContain('prefers-color-scheme: dark');
  });

  it('takes what a device sent as text', () => {
    expect(page).not.toContain('<script');
    expect(page).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;\\u0007&amp;');
  });

  it('shows each expectation, the evidence, the timeline and the series', () => {
    for (const text of [
      'Something is seen.',
      'a number',
      '/0/value',
      'contracts/a.yaml:3:5',
      'it was not connected',
    ])
      expect(page).toContain(text);
    expect(page).toMatch(/<path class="breach"[^>]*><title>2.5s: c: expected a number<\/title>/);
    expect(page).toMatch(/<path d="M[\d. ]+L[\d. ]+" fill="none"/);
    expect(page).toContain('and 3 more endpoints');
  });

  it('every tag that is opened is closed', () => {
    const open: string[] = [];
    for (const [, closing, name = '', , selfClosing] of page.matchAll(
      /<(\/?)([a-z][a-z0-9]*)((?:\s[^<>]*?)?)(\/?)>/g,
    )) {
      if (selfClosing === '/' || name === 'meta') continue;
      if (closing === '') open.push(name);
      else expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
  });
});
