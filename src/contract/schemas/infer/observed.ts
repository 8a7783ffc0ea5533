/**
 * What values have been seen at one place: how many, of which types, in which range, with which members. It grows with each value and
 * keeps no value but a few distinct ones.
 */
import { type JsonType, jsonTypeOf } from '../branches.js';

/** Distinct texts and numbers that are remembered; beyond, they are no list of values. */
const DISTINCT_MAX = 24;
/** Members that are told apart; beyond, the object is a map. */
const MEMBERS_MAX = 500;
/** Formats that all texts fit so far. */
export const FORMATS: Readonly<Record<string, RegExp>> = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  date: /^\d{4}-\d\d-\d\d$/,
  uuid: /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/,
  ipv4: /^(\d{1,3}\.){3}\d{1,3}$/,
  email: /^[^@\s]+@[^@\s]+\.[^@\s]+$/,
};

export class Observed {
  count = 0;
  readonly types = new Map<JsonType, number>();
  min = Infinity;
  max = -Infinity;
  isWhole = true;
  minLength = Infinity;
  maxLength = 0;
  readonly formats = new Set(Object.keys(FORMATS));
  /** Undefined when there are too many. */
  distinct: Set<string> | undefined = new Set();
  readonly members = new Map<string, Observed>();
  /** There were more members than are told apart. */
  isMap = false;
  items: Observed | undefined;
  minItems = Infinity;
  maxItems = 0;

  add(value: unknown): void {
    this.count++;
    const type = jsonTypeOf(value);
    this.types.set(type, (this.types.get(type) ?? 0) + 1);
    if (typeof value === 'number') this.#number(value);
    else if (typeof value === 'string') this.#text(value);
    else if (Array.isArray(value)) this.#list(value);
    else if (type === 'object') this.#object(value as Readonly<Record<string, unknown>>);
  }

  #number(value: number): void {
    this.min = Math.min(this.min, value);
    this.max = Math.max(this.max, value);
    this.isWhole &&= Number.isInteger(value);
  }

  #text(value: string): void {
    const length = [...value].length;
    this.minLength = Math.min(this.minLength, length);
    this.maxLength = Math.max(this.maxLength, length);
    for (const format of this.formats) if (FORMATS[format]?.test(value) !== true) this.formats.delete(format);
    this.distinct?.add(value);
    if ((this.distinct?.size ?? 0) > DISTINCT_MAX) this.distinct = undefined;
  }

  #list(value: readonly unknown[]): void {
    this.minItems = Math.min(this.minItems, value.length);
    this.maxItems = Math.max(this.maxItems, value.length);
    for (const item of value) {
      this.items ??= new Observed();
      this.items.add(item);
    }
  }

  #object(value: Readonly<Record<string, unknown>>): void {
    for (const [name, member] of Object.entries(value)) {
      const known = this.members.get(name);
      if (known === undefined && this.members.size >= MEMBERS_MAX) {
        this.isMap = true;
        continue;
      }
      const observed = known ?? new Observed();
      this.members.set(name, observed);
      observed.add(member);
    }
  }
}
