/**
 * Goal: the screen of contracts shows the verdicts as a test tells them, and keeps them. Method: the events of a small test.
 */
import { expect, it } from 'vitest';
import type { StreamedEvent } from '../../../src/operator/events.js';
import { contractsWith, EMPTY_CONTRACTS } from '../../../src/tui/monitor/store/contracts.js';
import { contractsBody } from '../../../src/tui/monitor/views/contracts.js';
import { liveState, NOW } from './states.js';

const logOf = (...events: readonly object[]) =>
  contractsWith(
    EMPTY_CONTRACTS,
    [{ type: 'contract.began', appVersion: 'demo-v1', tokens: ['a', 'b'] }, ...events].map(
      (event, seq) => ({ seq, at: NOW + seq, ...event }) as StreamedEvent,
    ),
  );

const began = { type: 'contract.step-began', step: 'reboot' };
const provoked = (token: string) => ({
  type: 'contract.provoked',
  step: 'reboot',
  token,
  what: 'command reboot',
});
const ended = { type: 'contract.step-ended', step: 'reboot' };
const verdict = (step: string, outcome: string, reason?: string) => ({
  type: 'contract.verdict',
  step,
  verdict: outcome,
  reason,
});
const states = (log: ReturnType<typeof logOf>) => log.steps.map(({ step, state }) => [step, state]);

it('a verdict stays, whatever else the step does for other endpoints', () => {
  const log = logOf(began, provoked('a'), verdict('reboot', 'fail', 'no result'), provoked('b'), ended);
  expect(states(log)).toEqual([['reboot', 'fail']]);
});

it('a later verdict counts, and what is not known yet may still be watched', () => {
  expect(states(logOf(began, verdict('reboot', 'pass'), verdict('reboot', 'fail')))).toEqual([
    ['reboot', 'fail'],
  ]);
  expect(states(logOf(verdict('reboot', 'unknown'), began))).toEqual([['reboot', 'waiting']]);
});

it('the screen counts verdicts and says why', () => {
  const contracts = logOf(verdict('own.topics', 'pass'), verdict('reboot', 'fail', 'no result within 5 s'));
  const lines = contractsBody({ ...liveState(), screen: 'contracts', contracts });
  const text = lines.map((line) => line.map((part) => part.text).join('')).join('\n');
  expect(text).toContain('1 pass  1 fail');
  expect(text).toMatch(/fail +reboot +no result within 5 s/);
});
