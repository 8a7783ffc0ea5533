/**
 * How the data samples of an application version turn into data points: the settings, compiled once.
 *
 * The version's time series add to those of the application; where both speak of the same thing, the version wins.
 */
import type { EptsConfig, EptsSettings, TimestampFormat } from './settings.js';

export type ValueType = 'number' | 'string' | 'boolean';

export interface ValuePlan {
  readonly name: string;
  readonly type: ValueType;
  /** The fields to go through, from the top of the data sample. */
  readonly path: readonly string[];
}

export interface SeriesPlan {
  readonly name: string;
  readonly values: readonly ValuePlan[];
  /** Its one value, where it has no more. */
  readonly single: ValuePlan | undefined;
}

export interface TimestampPlan {
  readonly path: readonly string[];
  readonly format: TimestampFormat;
  readonly drop: boolean;
}

export interface Plan {
  readonly series: readonly SeriesPlan[];
  readonly autoExtract: boolean;
  readonly partialPoints: boolean;
  /** Undefined: the time of arrival. */
  readonly timestamp: TimestampPlan | undefined;
  readonly autoNames: AutoNames;
}

/** Both levels as the settings hold them; either may be empty. */
export function compilePlan(application: EptsConfig, version: EptsConfig, settings: EptsSettings): Plan {
  const [below, above] = [application['time-series'] ?? {}, version['time-series'] ?? {}];
  const rule = { ...below.timestamp, ...above.timestamp };
  const timestamp: TimestampPlan | undefined =
    rule.path === undefined
      ? undefined
      : {
          path: compilePath(rule.path),
          format: rule.format ?? 'millis-unix-epoch',
          drop: rule['fallback-strategy'] === 'drop',
        };
  const hasFieldForTime = timestamp?.path.length === 1 && !settings.autoExtractTimestamp;
  return {
    series: Object.entries({ ...below.names, ...above.names }).map(([name, declared]) =>
      compileSeries(name, declared),
    ),
    autoExtract: above['auto-extract'] ?? below['auto-extract'] ?? false,
    partialPoints: settings.partialPoints,
    timestamp,
    autoNames: new AutoNames(hasFieldForTime ? timestamp?.path[0] : undefined),
  };
}

type SeriesDeclarations = NonNullable<NonNullable<EptsConfig['time-series']>['names']>;

function compileSeries(name: string, declared: SeriesDeclarations[string]): SeriesPlan {
  const values = declared.values.map(compileValue);
  return { name, values, single: values.length === 1 ? values[0] : undefined };
}

function compileValue({ path, name, type }: SeriesDeclarations[string]['values'][number]): ValuePlan {
  return { path: compilePath(path), name: name ?? AUTO_VALUE, type: type.toLowerCase() as ValueType };
}

const compilePath = (path: string) => path.replace(/^\$\./, '').split('.');

/** The name of the value in an auto-extracted time series, and of one that is declared without a name. */
export const AUTO_VALUE = 'value';
const AUTO_FIELD = /^[A-Za-z0-9_-]+$/;
const AUTO_NAMES_MAX = 1000;

/** The time series that auto-extract makes of fields. */
export class AutoNames {
  readonly #except: string | undefined;
  /** By field, as met; bounded. */
  readonly #names = new Map<string, string | null>();
  /** Of the data sample before, by the place of the field in it: most have the same fields. */
  readonly #fields: string[] = [];
  readonly #namesByPlace: (string | null)[] = [];

  /** @param except a field that is left alone: the time of the data sample */
  constructor(except: string | undefined) {
    this.#except = except;
  }

  /** @param place which field it is of those that count @returns null when its name does not qualify */
  of(field: string, place: number): string | null {
    if (this.#fields[place] === field) return this.#namesByPlace[place] as string | null;
    const name = this.#nameOf(field);
    if (place < AUTO_NAMES_MAX) {
      this.#fields[place] = field;
      this.#namesByPlace[place] = name;
    }
    return name;
  }

  #nameOf(field: string): string | null {
    const known = this.#names.get(field);
    if (known !== undefined) return known;
    const name = field !== this.#except && AUTO_FIELD.test(field) ? `auto~${field}` : null;
    if (this.#names.size < AUTO_NAMES_MAX) this.#names.set(field, name);
    return name;
  }
}
