/**
 * A JavaScript or TypeScript module that a fleet file names where its own words do not suffice.
 */
import { type Static, Type } from '../../schema.js';
import { closed } from './common.js';

/** Its ending says how it is loaded. */
export const MODULE_FILE_PATTERN = '\\.(js|mjs|cjs|ts|mts|cts)$';

export const ModuleReference = Type.Object(
  {
    file: Type.String({
      pattern: MODULE_FILE_PATTERN,
      description: 'A JavaScript or TypeScript file, its path relative to blueprint.yaml.',
    }),
    export: Type.Optional(
      Type.String({ minLength: 1, description: 'The name of the export; default when absent.' }),
    ),
    options: Type.Optional(Type.Unknown({ description: 'Handed to the module as it is.' })),
  },
  { ...closed, description: 'Code of your own.' },
);

export type ModuleReference = Static<typeof ModuleReference>;
