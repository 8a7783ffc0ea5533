/**
 * `kaa report`: a run as one HTML page, from its journal or its report.
 */
import { string as textArgument } from '@oclif/core/args';
import { string } from '@oclif/core/flags';
import { type WrittenReport, writeRunReport } from '../facade/run-report.js';
import { bytes, count, span } from '../kernel/quantities.js';
import { BaseCommand } from './base.js';

export default class Report extends BaseCommand {
  static override description =
    'Make one HTML page of a run: figures, plots over time, errors, faults, thresholds, slow endpoints, the data.\n' +
    'The page needs nothing else, no network either. The exit code is 0 when it was written, whatever the verdict.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> run.ndjson',
    '<%= config.bin %> <%= command.id %> run.ndjson --output report.html --title "Nightly load"',
    '<%= config.bin %> <%= command.id %> run.json',
  ];

  static override args = {
    run: textArgument({
      description: 'The journal of a run (kaa sim run --journal), or what kaa sim run --json printed.',
      required: true,
    }),
  };

  static override flags = {
    output: string({
      char: 'o',
      description: 'The page to write; without it the name of the run with .html in place of its ending.',
      env: 'KAA_OUTPUT',
      helpValue: 'FILE',
    }),
    title: string({
      description: 'What the page is called; after the fleets without it.',
      helpValue: 'TEXT',
    }),
  };

  async run(): Promise<WrittenReport> {
    const { args, flags } = await this.parse(Report);
    const { stderr } = process;
    const isWatched = stderr.isTTY === true && !this.jsonEnabled();
    const written = await writeRunReport({
      run: args.run,
      ...flags,
      ...(isWatched && { onProgress: (events) => void stderr.write(`\r  ${count(events)} events read`) }),
    }).finally(() => {
      if (isWatched) stderr.write('\r\u001b[K');
    });
    const { output, samples, durationMs, verdict } = written;
    const { bold, dim } = this.style;
    const what = `${count(samples.sent)} data samples in ${span(durationMs)}${verdict === null ? '' : `, verdict ${verdict}`}`;
    this.log(`  ${bold(output)}   ${dim(`${bytes(written.bytes)}; ${what}. Open it in a browser.`)}`);
    return written;
  }
}
