/**
 * Looking into data that may not have the expected shape: another check says so, these only find nothing there.
 */

export type Fields = Readonly<Record<string, unknown>>;

/** The value as an object; one without members when it is none. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

/** True for an object that is no list. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as a list; an empty one when it is none. */
export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value when it is a text. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** An own member: names such as `constructor` are legal in Kaa and must not find what JavaScript put there. */
export function own<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** Levels of lists and objects in one another that a file may have; who walks through more would run out of stack. */
export const NESTING_MAX = 200;

/** Whether lists and objects are nested deeper than {@link NESTING_MAX}. */
export function isNestedTooDeep(value: unknown): boolean {
  let members = [value];
  for (let depth = 0; depth <= NESTING_MAX; depth++) {
    members = members.flatMap((member) =>
      typeof member === 'object' && member !== null ? Object.values(member) : [],
    );
    if (members.length === 0) return false;
  }
  return true;
}

/** Freezes a value and everything in it; the same value. */
export function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) deepFreeze(member);
  }
  return value;
}
