/**
 * Tests again what a kept case says has failed, and nothing else.
 */
import { existsSync } from 'node:fs';
import type { Case } from './case-file.js';
import { readCase } from './case-file.js';
import type { ProcessPorts } from './device-process.js';
import { type ContractOutcome, type RunContractOptions, runContract, type SubjectOptions } from './run.js';

export interface ReplayOptions extends Pick<RunContractOptions, 'signal' | 'onStep' | 'timeoutMs'> {
  readonly file: string;
  readonly process: ProcessPorts;
  /** Told when a device that connects by itself may connect. */
  readonly onReady?: Extract<SubjectOptions, { kind: 'wait' }>['onReady'];
}

/** @throws KaaError CONTRACT_CASE_UNUSABLE, and what {@link runContract} throws */
export async function replayContract({
  file,
  process,
  onReady,
  ...options
}: ReplayOptions): Promise<ContractOutcome> {
  const kept = await readCase(file);
  return await runContract({
    // A checkout may have moved: then the blueprint that is here is meant.
    blueprint: existsSync(kept.blueprint) ? kept.blueprint : undefined,
    appVersion: kept.appVersion,
    subject: subjectOf(kept, { process, onReady }),
    only: kept.only,
    doAll: kept.only.some((id) => OWN.test(id)),
    seed: kept.seed,
    timeoutMs: options.timeoutMs ?? kept.timeoutMs,
    signal: options.signal,
    onStep: options.onStep,
    keepCase: false,
  });
}

/** What always holds: kaa's own expectations. */
const OWN = /^(schema|wire)\./;

function subjectOf(
  { subject }: Case,
  { process, onReady }: Pick<ReplayOptions, 'process' | 'onReady'>,
): SubjectOptions {
  const { kind, fleets, command = '', token, host, port, httpPort } = subject;
  if (kind === 'fleets') return { kind, fleets };
  return kind === 'device'
    ? { kind, command, token, process }
    : { kind, token, host, port, httpPort, onReady };
}
