/**
 * What turns data samples into a file: one implementation for each format.
 *
 * | format          | a data sample is                                                                           |
 * | --------------- | ------------------------------------------------------------------------------------------ |
 * | `ndjson`        | `{"at":"2026-01-05T00:00:00.512Z","fleet":"rooms","token":"room-1","sample":{"t":21.5}}`     |
 * | `csv`           | `2026-01-05T00:00:00.512Z,rooms,room-1,21.5`, below a header                                 |
 * | `line-protocol` | `rooms,token=room-1 t=21.5 1767571200512000000`                                              |
 * | `parquet`       | a row with the columns of CSV, typed                                                       |
 */
import { kaaError } from '../../errors.js';
import type { Column } from './columns.js';

export const FORMATS = ['ndjson', 'csv', 'line-protocol', 'parquet'] as const;
export type Format = (typeof FORMATS)[number];

/** Formats whose files begin with what is in all of their rows. */
export const needsColumns = (format: Format) => format === 'csv' || format === 'parquet';

/** Whose a row is. */
export interface RowOwner {
  readonly fleet: string;
  readonly token: string;
}

export interface Encoder {
  /** @param at milliseconds since the epoch */
  add(endpoint: number, at: number, sample: unknown): void;
  /** What has been made since the last time; undefined when that is nothing. */
  take(): string | Uint8Array | undefined;
  /** What comes last. */
  end(): string | Uint8Array | undefined;
  /** Values of data samples so far. */
  readonly values: number;
  /** What a person should know of the file. */
  notes(): string[];
}

export interface EncoderInput {
  readonly ownerOf: (endpoint: number) => RowOwner;
  /** Of the whole data set; there for formats that need them. */
  readonly columns: readonly Column[];
}

/** The encoder of a format, with the library that it needs. */
export async function createEncoder(format: Format, input: EncoderInput): Promise<Encoder> {
  switch (format) {
    case 'ndjson':
      return new (await import('./ndjson.js')).NdjsonEncoder(input);
    case 'csv':
      return new (await import('./csv.js')).CsvEncoder(input);
    case 'line-protocol':
      return new (await import('./line-protocol.js')).LineProtocolEncoder(input);
    case 'parquet':
      return await (await import('./parquet.js')).ParquetEncoder.create(input);
  }
}

/** A second time through the same data set there was another column: something in it does not depend on the seed alone. */
export function notRepeatable(column: string): Error {
  return kaaError('DATA_SET_NOT_REPEATABLE', { column });
}

/** Something by endpoint, made when it is first asked for. */
export function perEndpoint<Thing>(make: (endpoint: number) => Thing): (endpoint: number) => Thing {
  const known: (Thing | undefined)[] = [];
  return (endpoint) => {
    const thing = known[endpoint] ?? make(endpoint);
    known[endpoint] = thing;
    return thing;
  };
}

/** Text that grows until it is taken. */
export class TextBuffer {
  #text = '';

  add(text: string): void {
    this.#text += text;
  }

  take(): string | undefined {
    const text = this.#text;
    this.#text = '';
    return text === '' ? undefined : text;
  }
}
