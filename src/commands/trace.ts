/**
 * `kaa trace`: everything that one endpoint sent, received, was owed and did not get.
 */
import { string as textArgument } from '@oclif/core/args';
import { boolean, string } from '@oclif/core/flags';
import { kaaError } from '../errors.js';
import { readJournal } from '../facade/journal-reader.js';
import { printableJson } from '../kernel/printable.js';
import { journalStream, type StreamedEvent, type StreamItem } from '../operator/events.js';
import { findEndpoint } from '../operator/resolve.js';
import type { Rest } from '../operator/rest.js';
import { EMPTY_TRACE, TRACE_MAX, type Trace, traceWith } from '../operator/trace/exchange.js';
import { entryJson } from '../operator/trace/json.js';
import { endpointTest } from '../operator/trace/of-endpoint.js';
import { PATIENCE_MS, SettledTrace } from '../operator/trace/settled.js';
import { owedOf } from '../operator/trace/verdict.js';
import { entryText, traceText } from '../tui/monitor/trace-lines.js';
import { onInterrupt } from './interrupt.js';
import { OperatorCommand } from './operator-command.js';
import { say } from './output.js';
import { linesAsText } from './render/lines.js';

const WIDTH = 100;

/** What `kaa trace --json` prints without `--follow`. */
interface TraceReport {
  readonly token: string;
  /** Events that had left the journal before they could be read. */
  readonly missed: number;
  /** Older entries that were left out because there were too many. */
  readonly gone: number;
  readonly waiting: number;
  readonly undelivered: number;
  readonly ignored: number;
  readonly errors: number;
  readonly entries: readonly Record<string, unknown>[];
}

export default class TraceCommand extends OperatorCommand {
  static override description =
    'Show everything that one endpoint sent, received, was owed and did not get, in order.\n' +
    'From the journal of the running platform, which keeps the latest events, or from a journal file.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> thermostat-a',
    '<%= config.bin %> <%= command.id %> thermostat-a --follow',
    '<%= config.bin %> <%= command.id %> thermostat-a --journal journal.ndjson --json',
  ];

  static override args = {
    token: textArgument({ description: 'A token of the endpoint, or its ID.', required: true }),
  };

  static override flags = {
    follow: boolean({
      char: 'f',
      description: 'Go on with what comes, until Ctrl-C; with --json, one object a line.',
    }),
    journal: string({
      description: 'A file that --journal has written, in place of a running platform.',
      helpValue: 'FILE',
      exclusive: ['follow', 'url'],
    }),
  };

  async run(): Promise<TraceReport | undefined> {
    const { args, flags } = await this.parse(TraceCommand);
    const { token } = args;
    const interrupt = onInterrupt();
    try {
      if (flags.journal !== undefined) return this.report(token, await traceOfFile(flags.journal, token));
      const kaa = await this.kaa(flags);
      if (flags.follow) return await this.follow(kaa, token, interrupt.signal);
      const trace = await traceOfPlatform(kaa, token, interrupt.signal);
      // Whoever mistypes a token must not take silence for peace.
      if (trace.entries.length === 0) await findEndpoint(kaa, token);
      return this.report(token, trace);
    } finally {
      interrupt.release();
    }
  }

  private report(token: string, trace: Trace): TraceReport {
    const { entries, missed, gone } = trace;
    if (!this.jsonEnabled()) {
      say(linesAsText(traceText(trace, WIDTH), this.style), process.stdout);
      if (entries.length === 0) this.log(`  ${this.style.dim(`Nothing is known of ${token} yet.`)}`);
    }
    return { token, missed, gone, ...owedOf(entries), entries: entries.map(entryJson) };
  }

  private async follow(kaa: Rest, token: string, signal: AbortSignal): Promise<undefined> {
    const trace = new SettledTrace();
    const asJson = this.jsonEnabled();
    const tell = () => {
      for (const entry of trace.take(kaa.clock.now())) {
        const text = asJson
          ? `${printableJson(entryJson(entry))}\n`
          : linesAsText(entryText(entry, WIDTH), this.style);
        say(text, process.stdout);
      }
      next = kaa.clock.schedule(PATIENCE_MS / 4, 'entries of a trace that have settled', tell);
    };
    let next = () => {};
    tell();
    try {
      for await (const item of itemsOf(kaa, token, signal, true)) if ('event' in item) trace.add(item.event);
    } finally {
      next();
    }
    if (!signal.aborted)
      throw kaaError('REST_UNREACHABLE', { url: kaa.url, reason: 'the platform has stopped' });
    return undefined;
  }
}

function itemsOf(kaa: Rest, token: string, signal: AbortSignal, follow: boolean): AsyncIterable<StreamItem> {
  return journalStream(kaa, { endpoint: token, since: -1, follow }, signal);
}

async function traceOfPlatform(kaa: Rest, token: string, signal: AbortSignal): Promise<Trace> {
  const gathered = new Gathered();
  for await (const item of itemsOf(kaa, token, signal, false)) {
    if ('event' in item) gathered.add(item.event);
    else if ('dropped' in item) gathered.miss(item.dropped);
  }
  return gathered.trace();
}

/** @throws KaaError JOURNAL_NOT_READABLE, ENDPOINT_NOT_FOUND */
async function traceOfFile(file: string, token: string): Promise<Trace> {
  const isWanted = endpointTest(token);
  const gathered = new Gathered();
  for await (const event of readJournal(file)) if (isWanted(event)) gathered.add(event);
  const trace = gathered.trace();
  if (trace.entries.length === 0) throw kaaError('ENDPOINT_NOT_FOUND', { name: token, where: ` in ${file}` });
  return trace;
}

/** Events on their way into a trace, many at a time. */
class Gathered {
  #trace = EMPTY_TRACE;
  #waiting: StreamedEvent[] = [];

  add(event: StreamedEvent): void {
    this.#waiting.push(event);
    if (this.#waiting.length >= TRACE_MAX) this.trace();
  }

  miss(count: number): void {
    this.#trace = { ...this.#trace, missed: this.#trace.missed + count };
  }

  trace(): Trace {
    this.#trace = traceWith(this.#trace, this.#waiting);
    this.#waiting = [];
    return this.#trace;
  }
}
