/**
 * A data set from fleet files: what the fleets would send, as a file, without a platform and as fast as the machine goes.
 *
 * CSV and Parquet begin with their columns, which are known only when everything was seen: for them the data set is gone
 * through twice. Nothing but the rows that are being written is held in memory.
 */
import type { Writable } from 'node:stream';
import { kaaError } from '../errors.js';
import { type Clock, WallClock } from '../kernel/clock.js';
import { createRandom } from '../kernel/random.js';
import { VirtualClock } from '../kernel/virtual-clock.js';
import { compileFleets } from '../sim/compile-fleets.js';
import type { Behaviour } from '../sim/device/behaviour.js';
import { Columns } from '../sim/generate/columns.js';
import { DataSet, type OnRow } from '../sim/generate/data-set.js';
import { createEncoder, type Format, needsColumns } from '../sim/generate/encoder.js';
import { absentNotes } from '../sim/generate/notes.js';
import { EndpointTable } from '../sim/plan/endpoint-table.js';
import type { Plan } from '../sim/plan/plan.js';
import { Tally } from '../sim/report/tally.js';
import { DEFAULT_DURATION_MS } from '../sim/run.js';
import { shardText } from '../sim/shards/shard-plan.js';
import { fleetTime, VIRTUAL_START_MS } from './fleet-time.js';
import { type Output, openOutput } from './output-file.js';
import { type PlanFleetsOptions, planFleets, shardOfSamples } from './planned-fleets.js';

export { FORMATS, type Format } from '../sim/generate/encoder.js';

export interface GenerateOptions extends PlanFleetsOptions {
  readonly format: Format;
  /** A file, which is there when it is complete; or a stream, which is not ended. */
  readonly output: string | Writable;
  /** When the data set begins, milliseconds since the epoch; 2026-01-05T00:00:00Z when absent. */
  readonly startAt?: number | undefined;
  /** Without this and `samples` as long as the fleets' stages, or 10 s. */
  readonly durationMs?: number | undefined;
  /** Ends after exactly so many data samples. */
  readonly samples?: number | undefined;
  /** Gives up; no file is written then. */
  readonly signal?: AbortSignal | undefined;
  /** Called a few times a second. */
  readonly onProgress?: ((progress: GenerateProgress) => void) | undefined;
  /** Real time, to say how fast it was; the machine's when absent. */
  readonly clock?: Clock | undefined;
}

export interface GenerateProgress {
  /** `columns`: the first time through. */
  readonly phase: 'columns' | 'rows';
  readonly samples: number;
  /** How far the data set has come, milliseconds of its own time. */
  readonly elapsedMs: number;
}

/** The shape of `kaa sim generate --json`. */
export interface DataSetReport {
  readonly format: Format;
  /** Absent when it went to a stream. */
  readonly file?: string;
  readonly seed: number;
  /** Such as `2/8`, when it is a part of the whole. */
  readonly shard?: string;
  /** ISO 8601. */
  readonly startAt: string;
  /** Of the data set's own time. */
  readonly durationMs: number;
  readonly endpoints: number;
  readonly samples: number;
  /** Values of data samples: numbers, texts, booleans. */
  readonly values: number;
  readonly bytes: number;
  /** Real time. */
  readonly tookMs: number;
  readonly samplesPerSecond: number;
  readonly valuesPerSecond: number;
  /** How often faults have struck, by kind; there when fleets have any. */
  readonly faults?: Readonly<Record<string, number>>;
  /** There, and true, when it was given up: then there is no file. */
  readonly interrupted?: true;
  /** What a person should know, for example what of the fleets needs a platform and is not in it. */
  readonly notes: readonly string[];
}

/** Data samples between two looks at the output, the clock and whoever wants to stop. */
const CHUNK_ROWS = 2000;
const PROGRESS_MS = 250;

/**
 * Writes what fleets would send, with the values of a run in virtual time of the same seed.
 *
 *     await generateDataSet({ fleets: 'fleets', durationMs: 86_400_000, seed: 7, format: 'csv', output: 'day.csv' });
 *
 * @throws KaaError BLUEPRINT_NOT_FOUND, BLUEPRINT_INVALID, FLEETS_NOT_FOUND, FLAG_INVALID, OUTPUT_NOT_WRITABLE,
 *   DATA_SET_NOT_REPEATABLE, VIRTUAL_RUN_ENDLESS
 */
export async function generateDataSet(options: GenerateOptions): Promise<DataSetReport> {
  const { format, samples, output: target } = options;
  const { startAt = VIRTUAL_START_MS } = options;
  // Refuses a beginning that virtual time does not have.
  fleetTime({ virtual: true, startAt });
  if (samples !== undefined && options.shard !== undefined) throw shardOfSamples(samples);
  const { plan } = await planFleets(options);
  const durationMs =
    options.durationMs ?? (samples === undefined ? (plan.lengthMs ?? DEFAULT_DURATION_MS) : undefined);
  const file = typeof target === 'string' ? target : undefined;
  const output = await openOutput(target, (reason, cause) =>
    kaaError('OUTPUT_NOT_WRITABLE', { file: file ?? 'the output', reason }, { cause }),
  );
  try {
    const written = await writeDataSet(plan, output, { ...options, startAt, durationMs });
    const { isInterrupted, tookMs, ...figures } = written;
    if (isInterrupted) await output.discard();
    else await output.commit();
    const perSecond = (count: number) => Math.round((count * 1000) / Math.max(1, tookMs));
    return {
      format,
      ...(file !== undefined && { file }),
      seed: plan.seed,
      ...(plan.shard !== undefined && { shard: shardText(plan.shard) }),
      startAt: new Date(startAt).toISOString(),
      endpoints: plan.endpoints,
      ...figures,
      tookMs: Math.round(tookMs),
      samplesPerSecond: perSecond(figures.samples),
      valuesPerSecond: perSecond(figures.values),
      ...(isInterrupted && { interrupted: true as const }),
      notes: [...figures.notes, ...absentNotes(plan)],
    };
  } finally {
    await output.discard();
  }
}

type Settings = GenerateOptions & {
  readonly startAt: number;
  readonly durationMs: number | undefined;
};

type Written = Pick<DataSetReport, 'samples' | 'values' | 'bytes' | 'durationMs' | 'faults' | 'notes'> & {
  readonly tookMs: number;
  readonly isInterrupted: boolean;
};

async function writeDataSet(plan: Plan, output: Output, settings: Settings): Promise<Written> {
  const { format, clock = new WallClock() } = settings;
  const beganAt = clock.now();
  const behaviours = await compileFleets(plan);
  const columns = new Columns();
  const pass = new Pass(plan, behaviours, settings, clock);
  let isWhole = true;
  if (needsColumns(format))
    isWhole = await pass.go(
      'columns',
      (_, __, sample) => columns.see(sample),
      async () => {},
    );
  const table = new EndpointTable(plan, createRandom(plan.seed));
  const ownerOf = (endpoint: number) => table.name(endpoint);
  const encoder = await createEncoder(format, { ownerOf, columns: columns.list() });
  let bytes = 0;
  const write = async (chunk: string | Uint8Array | undefined) => {
    if (chunk === undefined) return;
    bytes += Buffer.byteLength(chunk);
    await output.write(chunk);
  };
  if (isWhole)
    isWhole = await pass.go(
      'rows',
      (...row) => encoder.add(...row),
      () => write(encoder.take()),
    );
  if (isWhole) await write(encoder.end());
  const hasFaults = plan.fleets.some(({ fleet }) => fleet.faults !== undefined);
  return {
    ...pass.figures,
    values: encoder.values,
    bytes,
    ...(hasFaults && { faults: pass.faults }),
    notes: [...encoder.notes(), ...pass.notes],
    tookMs: clock.now() - beganAt,
    isInterrupted: !isWhole,
  };
}

const sayNotSent = (count: number) =>
  `Data samples that endpoints took while they were switched off, or before they had a connection again: ${count}. They are not in it, as they would not have been sent.`;

/** Goes through the data set, each time from its beginning. */
class Pass {
  readonly #plan: Plan;
  readonly #behaviours: readonly Behaviour[];
  readonly #settings: Settings;
  readonly #clock: Clock;
  figures = { samples: 0, durationMs: 0 };
  faults: Readonly<Record<string, number>> = {};
  notes: readonly string[] = [];

  constructor(plan: Plan, behaviours: readonly Behaviour[], settings: Settings, clock: Clock) {
    this.#plan = plan;
    this.#behaviours = behaviours;
    this.#settings = settings;
    this.#clock = clock;
  }

  /** @param onChunk awaited now and then @returns false when it was stopped on the way */
  async go(phase: GenerateProgress['phase'], onRow: OnRow, onChunk: () => Promise<void>): Promise<boolean> {
    const { startAt, durationMs, samples, signal, onProgress } = this.#settings;
    const tally = await Tally.create({ responseTimeoutMs: 0 });
    const data = new DataSet({
      ...{ plan: this.#plan, behaviours: this.#behaviours, durationMs, samples, tally, onRow },
      random: createRandom(this.#plan.seed),
      clock: new VirtualClock(startAt),
    });
    let toldAt = this.#clock.now();
    for (let isMore = true; isMore; ) {
      if (signal?.aborted === true) return false;
      isMore = data.advance(CHUNK_ROWS);
      await onChunk();
      // Lets signals, and whoever shows progress, have their turn.
      await new Promise<void>((resolve) => setImmediate(resolve));
      if (onProgress === undefined || this.#clock.now() - toldAt < PROGRESS_MS) continue;
      toldAt = this.#clock.now();
      onProgress({ phase, samples: data.rows, elapsedMs: data.elapsedMs });
    }
    this.figures = { samples: data.rows, durationMs: Math.round(data.elapsedMs) };
    this.faults = tally.faults();
    const { notSent } = tally.connections;
    this.notes = notSent === 0 ? [] : [sayNotSent(notSent)];
    return true;
  }
}
