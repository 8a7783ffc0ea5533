/**
 * CSV [RFC 4180] with a header: an empty cell where a data sample has no such value, `""` for an empty text.
 */
import { type Encoder, type EncoderInput, notRepeatable, perEndpoint, TextBuffer } from './encoder.js';
import { eachValue, isoTexts, ROW_COLUMNS } from './row.js';

export class CsvEncoder implements Encoder {
  readonly #buffer = new TextBuffer();
  readonly #isoOf = isoTexts();
  readonly #ownerText: (endpoint: number) => string;
  readonly #places: ReadonlyMap<string, number>;
  readonly #cells: string[];
  values = 0;

  constructor({ ownerOf, columns }: EncoderInput) {
    this.#ownerText = perEndpoint((endpoint) => {
      const { fleet, token } = ownerOf(endpoint);
      return `,${cellOf(fleet)},${cellOf(token)}`;
    });
    this.#places = new Map(columns.map(({ name }, place) => [name, place]));
    this.#cells = new Array(columns.length);
    this.#buffer.add(`${[...ROW_COLUMNS, ...columns.map(({ name }) => name)].map(cellOf).join(',')}\n`);
  }

  add(endpoint: number, at: number, sample: unknown): void {
    const cells = this.#cells.fill('');
    eachValue(sample, (column, value) => {
      const place = this.#places.get(column);
      if (place === undefined) throw notRepeatable(column);
      cells[place] = typeof value === 'string' ? cellOf(value) : value === null ? '' : String(value);
      this.values++;
    });
    const values = cells.length === 0 ? '' : `,${cells.join(',')}`;
    this.#buffer.add(`${this.#isoOf(at)}${this.#ownerText(endpoint)}${values}\n`);
  }

  take(): string | undefined {
    return this.#buffer.take();
  }

  end(): string | undefined {
    return this.#buffer.take();
  }

  notes(): string[] {
    return [];
  }
}

/** What a reader would take for something else: separators, quotes, line breaks, white space at an end, nothing at all. */
const TO_QUOTE = /[",;\t\r\n]|^\s|\s$|^$/;

const cellOf = (text: string) => (TO_QUOTE.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
