/**
 * What `kaa contract test` and `kaa contract replay` have in common: the reports, the line of progress, the exit code.
 */
import { relative, sep } from 'node:path';
import { custom } from '@oclif/core/flags';
import {
  type ContractOutcome,
  type ContractReport,
  openReports,
  parseReport,
  type WantedReport,
} from '../index.js';
import { printable } from '../kernel/printable.js';
import { EXIT } from './exit-codes.js';
import { type Style, styleFor } from './render/style.js';

type Reports = Awaited<ReturnType<typeof openReports>>;

const EXITS = { pass: EXIT.pass, fail: EXIT.fail, unknown: EXIT.unknown } as const;

/** Which reports, and where they go. */
export const reportFlag = () =>
  custom<WantedReport>({
    description:
      'A report: text, json, junit, github or html, with =FILE to write it to a file. Repeat it for several; text without it.',
    env: 'KAA_REPORT',
    helpValue: 'FORMAT[=FILE]',
    parse: async (text) => parseReport(text),
  })({ multiple: true });

/** Opens the files; text to the output when nothing is asked for. */
export function openContractReports(wanted: readonly WantedReport[] | undefined): Promise<Reports> {
  return openReports(wanted === undefined || wanted.length === 0 ? [{ format: 'text' }] : wanted);
}

/** Writes the reports, sets the exit code and gives back what `--json` prints. */
export async function finishContract(
  command: { log(text: string): void },
  outcome: ContractOutcome,
  reports: Reports,
): Promise<ContractReport> {
  const { caseFile } = outcome.report;
  const report = { ...outcome.report, caseFile: caseFile && (relative('', caseFile) || caseFile) };
  const place = relative('', report.folder);
  const pathPrefix = place === '' ? '' : `${place.split(sep).join('/')}/`;
  const style = styleFor(process.stdout, process.env);
  for (const text of await reports.write({ ...outcome, report }, { style, pathPrefix }))
    command.log(text.trimEnd());
  process.exitCode = report.interrupted ? EXIT.interrupted : EXITS[report.verdict];
  return report;
}

/** On a terminal: which expectation is being tested. */
export function contractProgress(
  stream: NodeJS.WriteStream,
  env: Readonly<Record<string, string | undefined>>,
): { step(step: { readonly appVersion: string; readonly id: string }): void; stop(): void } {
  const isShown = stream.isTTY === true && env.TERM !== 'dumb';
  const clear = '\r\u001b[2K';
  return {
    step({ appVersion, id }) {
      if (isShown) stream.write(`${clear}  ${printable(`${appVersion}: ${id}`)} …`);
    },
    stop() {
      if (isShown) stream.write(clear);
    },
  };
}

/** What a person must tell a device that connects by itself. */
export function deviceAddress(
  {
    mqtt,
    http,
    appVersion,
    token,
  }: { readonly mqtt: string; readonly http: string; readonly appVersion: string; readonly token: string },
  style: Style,
): string {
  return [
    `  ${style.bold('Waiting for a device')} at ${style.cyan(mqtt || http)}${mqtt === '' || http === '' ? '' : ` or ${style.cyan(http)}`}`,
    `  application version ${style.bold(appVersion)}, token ${style.bold(token)}`,
  ].join('\n');
}
