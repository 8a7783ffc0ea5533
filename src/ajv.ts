/**
 * The JSON Schema library, loaded when the first schema is compiled and not before: reading it takes longer than all else that
 * a command with a small blueprint does. Hence `require`, which needs no promise.
 */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** ajv for draft-07. */
export const ajvOf07 = () => (require('ajv') as typeof import('ajv')).Ajv;

/** ajv for 2020-12. */
export const ajvOf2020 = () => (require('ajv/dist/2020.js') as typeof import('ajv/dist/2020.js')).Ajv2020;

/** Teaches an ajv the names of formats. */
export const ajvFormats = () => (require('ajv-formats') as typeof import('ajv-formats')).default;
