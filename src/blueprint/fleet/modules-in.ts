/**
 * The modules that a fleet file names, wherever they stand in it. Nothing is promised about the data: it may not have been
 * checked yet.
 */
import { fieldsOf, isFields } from '../data.js';
import type { ModuleReference } from './module.js';

/** Every module that the data of a fleet file names, in the order of the text. */
export function modulesIn(fleet: unknown): ModuleReference[] {
  // What an operator sends is data, whatever it looks like.
  const { operator: _, ...rest } = fieldsOf(fleet);
  return referencesIn(rest);
}

function referencesIn(data: unknown): ModuleReference[] {
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([name, value]) => {
    if (name === 'constant') return [];
    return name === 'module' && isReference(value) ? [value] : referencesIn(value);
  });
}

const isReference = (value: unknown): value is ModuleReference =>
  isFields(value) && typeof value.file === 'string';
