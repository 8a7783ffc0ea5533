/**
 * The failing case of a contract test on disk: what was tested, and which expectations failed, so that just those can be tested
 * again.
 *
 *     .kaa/contract/smart-building-v1.json      one for each version, the latest
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ContractReport, ContractRun } from '../../contract/report.js';
import { kaaError } from '../../errors.js';
import { parseJsonAs } from '../../kp1/validator.js';
import { type Static, Type } from '../../schema.js';
import type { RunContractOptions, SubjectOptions } from './run.js';

const CASE_FOLDER = join('.kaa', 'contract');

const Case = Type.Object({
  kaa: Type.Literal('contract case'),
  blueprint: Type.String(),
  appVersion: Type.String(),
  seed: Type.Integer({ minimum: 0 }),
  only: Type.Array(Type.String(), { minItems: 1 }),
  timeoutMs: Type.Optional(Type.Number()),
  subject: Type.Object({
    kind: Type.Union([Type.Literal('fleets'), Type.Literal('device'), Type.Literal('wait')]),
    fleets: Type.Optional(Type.String()),
    command: Type.Optional(Type.String()),
    token: Type.Optional(Type.String()),
    host: Type.Optional(Type.String()),
    port: Type.Optional(Type.Integer()),
    httpPort: Type.Optional(Type.Integer()),
  }),
  /** What was found, for people. */
  results: Type.Array(Type.Unknown()),
});
export type Case = Static<typeof Case>;

/** Keeps the first run that failed. @returns the file @throws KaaError CONTRACT_CASE_NOT_WRITABLE */
export async function keepCase(
  report: ContractReport,
  subject: SubjectOptions,
  { timeoutMs }: Pick<RunContractOptions, 'timeoutMs'>,
): Promise<string> {
  const run = report.runs.find(({ verdict }) => verdict === 'fail') as ContractRun;
  const folder = resolve(report.folder, CASE_FOLDER);
  const file = join(folder, `${run.appVersion}.json`);
  const failed = run.results.filter(({ verdict }) => verdict === 'fail');
  const { kind, fleets, command, token, host, port, httpPort } = { ...NOTHING, ...subject };
  const kept: Case = {
    kaa: 'contract case',
    blueprint: report.folder,
    appVersion: run.appVersion,
    seed: run.seed,
    only: failed.map(({ id }) => id),
    ...(timeoutMs !== undefined && { timeoutMs }),
    // What is undefined is left out by JSON.
    subject: {
      kind,
      fleets: fleets && resolve(fleets),
      command,
      token,
      host,
      port,
      httpPort,
    } as Case['subject'],
    results: failed,
  };
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(file, `${JSON.stringify(kept, null, 2)}\n`);
  } catch (error) {
    throw kaaError(
      'CONTRACT_CASE_NOT_WRITABLE',
      { file, reason: (error as Error).message },
      { cause: error },
    );
  }
  return file;
}

const NOTHING = {
  fleets: undefined,
  command: undefined,
  token: undefined,
  host: undefined,
  port: undefined,
  httpPort: undefined,
};

/** @throws KaaError CONTRACT_CASE_UNUSABLE */
export async function readCase(file: string): Promise<Case> {
  const unusable = (reason: string, cause?: unknown) =>
    kaaError('CONTRACT_CASE_UNUSABLE', { file, reason }, { cause });
  const bytes = await readFile(file).catch((error: Error) => {
    throw unusable(error.message, error);
  });
  const checked = parseJsonAs(Case, bytes);
  if (!checked.ok) throw unusable(checked.reason);
  return checked.value;
}
