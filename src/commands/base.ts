/**
 * What all commands share: the `--json` flag, the reporting of failures, colour. No behaviour of its own.
 *
 * A command parses its flags, makes one call of the library, and renders what comes back. With `--json` the value that
 * `run` returns is printed as one line on stdout and `log` is silent; without it the value is not shown.
 */
import { Command } from '@oclif/core/command';
import { boolean } from '@oclif/core/flags';
import { printableJson } from '../kernel/printable.js';
import { reportFailure } from './failure.js';
import { shownOn, writeData } from './output.js';
import { type Style, styleFor } from './render/style.js';

/** The base of every command. Set `description`, `args` and `flags`, and write `run`. */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true;

  static override baseFlags = {
    json: boolean({
      description: 'Print the result as one line of JSON.',
      env: 'KAA_JSON',
      helpGroup: 'GLOBAL',
    }),
  };

  /** `--json`, or KAA_JSON=true. */
  override jsonEnabled(): boolean {
    return super.jsonEnabled() || /^(1|true|yes|y)$/i.test(process.env.KAA_JSON ?? '');
  }

  /** Styles for stdout. */
  protected get style(): Style {
    return styleFor(process.stdout, process.env);
  }

  /** Styles for stderr. */
  protected get errorStyle(): Style {
    return styleFor(process.stderr, process.env);
  }

  /** Prints a text for people on stdout; with `--json` not at all. */
  override log(text = ''): void {
    super.log(shownOn(process.stdout, text));
  }

  /** Prints a text for programs on stdout, such as CSV; with `--json` not at all. */
  protected logData(text: string): void {
    if (!this.jsonEnabled()) writeData(`${text}\n`);
  }

  /** Prints a text for people on stderr. */
  override logToStderr(text = ''): void {
    super.logToStderr(shownOn(process.stderr, text));
  }

  /** Prints a value on stdout as exactly one line; nothing for a command that has printed its own by then. */
  protected override logJson(json: unknown): void {
    if (json === undefined) return;
    process.stdout.write(`${printableJson(json)}\n`);
  }

  protected override async catch(error: unknown): Promise<void> {
    process.exitCode = reportFailure(error, `${this.config.bin} ${(this.id ?? '').replaceAll(':', ' ')}`);
  }
}
