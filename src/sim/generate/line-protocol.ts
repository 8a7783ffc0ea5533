/**
 * Line protocol, as InfluxDB and others read it: a measurement for each fleet, the token as its tag, nanoseconds.
 *
 * Numbers are floats throughout: a field must not be an integer in one line and a float in the next. A data sample without
 * a single value cannot be said in it.
 */
import { type Encoder, type EncoderInput, perEndpoint, TextBuffer } from './encoder.js';
import { eachValue } from './row.js';

export class LineProtocolEncoder implements Encoder {
  readonly #buffer = new TextBuffer();
  readonly #ownerText: (endpoint: number) => string;
  readonly #keys = new Map<string, string>();
  #empty = 0;
  values = 0;

  constructor({ ownerOf }: EncoderInput) {
    this.#ownerText = perEndpoint((endpoint) => {
      const { fleet, token } = ownerOf(endpoint);
      return `${escaped(fleet, /[, ]/g)},token=${escaped(token, /[,= ]/g)} `;
    });
  }

  add(endpoint: number, at: number, sample: unknown): void {
    let fields = '';
    eachValue(sample, (column, value) => {
      if (value === null) return;
      this.values++;
      fields += `${fields === '' ? '' : ','}${this.#key(column)}=${fieldOf(value)}`;
    });
    if (fields === '') this.#empty++;
    else this.#buffer.add(`${this.#ownerText(endpoint)}${fields} ${nanoseconds(at)}\n`);
  }

  take(): string | undefined {
    return this.#buffer.take();
  }

  end(): string | undefined {
    return this.#buffer.take();
  }

  notes(): string[] {
    return this.#empty === 0
      ? []
      : [
          `Data samples without a value, which line protocol has no line for: ${this.#empty}. They are left out.`,
        ];
  }

  #key(column: string): string {
    const known = this.#keys.get(column) ?? escaped(column, /[,= ]/g);
    this.#keys.set(column, known);
    return known;
  }
}

const fieldOf = (value: number | string | boolean) =>
  typeof value === 'string' ? `"${value.replaceAll(/["\\]/g, '\\$&')}"` : String(value);

/** A name cannot have a line break, and must not end with a backslash. */
const escaped = (name: string, special: RegExp) =>
  name
    .replaceAll(/[\r\n]+/g, ' ')
    .replace(/\\+$/, '')
    .replaceAll(special, '\\$&');

/** Of whole microseconds, as everywhere; a text, since nanoseconds of today are more than a number holds. */
const nanoseconds = (at: number) => `${Math.round(at * 1000)}000`;
