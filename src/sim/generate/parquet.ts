/**
 * Parquet: the columns of CSV with types, compressed with Snappy, in groups of rows that are written one after the other.
 *
 * `at` is a timestamp in microseconds (UTC). A column whose values are not all of one kind, and one of arrays, is JSON.
 */
import type { SchemaElement } from 'hyparquet-writer';
import type { Column, ColumnType } from './columns.js';
import { type Encoder, type EncoderInput, notRepeatable, type RowOwner } from './encoder.js';
import { eachValue } from './row.js';

/** Rows that are held in memory until they are written. */
const GROUP_ROWS = 50_000;

type Library = typeof import('hyparquet-writer');

export class ParquetEncoder implements Encoder {
  readonly #ownerOf: (endpoint: number) => RowOwner;
  readonly #columns: readonly Column[];
  readonly #places: ReadonlyMap<string, number>;
  readonly #bytes: InstanceType<Library['ByteWriter']>;
  readonly #writer: InstanceType<Library['ParquetWriter']>;
  #at: bigint[] = [];
  #fleets: string[] = [];
  #tokens: string[] = [];
  #cells: unknown[][];
  values = 0;

  private constructor({ ownerOf, columns }: EncoderInput, { ByteWriter, ParquetWriter }: Library) {
    this.#ownerOf = ownerOf;
    this.#columns = columns;
    this.#places = new Map(columns.map(({ name }, place) => [name, place]));
    this.#cells = columns.map(() => []);
    this.#bytes = new ByteWriter();
    this.#writer = new ParquetWriter({
      writer: this.#bytes,
      schema: schemaOf(columns),
      createdBy: 'kaa sim generate',
    });
  }

  static async create(input: EncoderInput): Promise<ParquetEncoder> {
    return new ParquetEncoder(input, await import('hyparquet-writer'));
  }

  add(endpoint: number, at: number, sample: unknown): void {
    const { fleet, token } = this.#ownerOf(endpoint);
    const row = this.#at.push(BigInt(Math.round(at * 1000))) - 1;
    this.#fleets.push(fleet);
    this.#tokens.push(token);
    for (const cells of this.#cells) cells.push(null);
    eachValue(sample, (column, value, isJson) => {
      const place = this.#places.get(column);
      if (place === undefined) throw notRepeatable(column);
      const cells = this.#cells[place] as unknown[];
      cells[row] = cellOf((this.#columns[place] as Column).type, value, isJson);
      this.values++;
    });
    if (this.#at.length >= GROUP_ROWS) this.#writeGroup();
  }

  take(): Uint8Array | undefined {
    if (this.#bytes.index === 0) return undefined;
    const bytes = this.#bytes.getBytes().slice();
    this.#bytes.index = 0;
    return bytes;
  }

  end(): Uint8Array | undefined {
    this.#writeGroup();
    void this.#writer.finish();
    return this.take();
  }

  notes(): string[] {
    return [];
  }

  #writeGroup(): void {
    const rows = this.#at.length;
    if (rows === 0) return;
    const columnData = [
      { name: 'at', data: this.#at },
      { name: 'fleet', data: this.#fleets },
      { name: 'token', data: this.#tokens },
      ...this.#columns.map(({ name }, place) => ({ name, data: this.#cells[place] as unknown[] })),
    ];
    void this.#writer.write({ columnData, rowGroupSize: rows });
    this.#at = [];
    this.#fleets = [];
    this.#tokens = [];
    this.#cells = this.#columns.map(() => []);
  }
}

function cellOf(type: ColumnType, value: number | string | boolean | null, isJson: boolean): unknown {
  if (value === null) return null;
  if (type === 'int64') return BigInt(value as number);
  return type === 'json' && isJson ? JSON.parse(value as string) : value;
}

const TYPES: Readonly<Record<ColumnType, Partial<SchemaElement>>> = {
  boolean: { type: 'BOOLEAN' },
  int32: { type: 'INT32' },
  int64: { type: 'INT64' },
  double: { type: 'DOUBLE' },
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  json: { type: 'BYTE_ARRAY', converted_type: 'JSON' },
};

function schemaOf(columns: readonly Column[]): SchemaElement[] {
  const text: Partial<SchemaElement> = TYPES.text;
  const required = { repetition_type: 'REQUIRED' } as const;
  return [
    { name: 'root', num_children: columns.length + 3 },
    { name: 'at', type: 'INT64', converted_type: 'TIMESTAMP_MICROS', ...required },
    { name: 'fleet', ...text, ...required },
    { name: 'token', ...text, ...required },
    ...columns.map(({ name, type }) => ({ name, ...TYPES[type], repetition_type: 'OPTIONAL' as const })),
  ];
}
