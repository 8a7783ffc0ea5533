/** `module`: what a JavaScript or TypeScript module of the user's own makes. */
import { callModule, failed } from '../modules/call.js';
import type { GeneratorModule, ModuleMoment } from '../modules/define.js';
import type { GeneratorKind } from './generator.js';

export const module: GeneratorKind<'module'> = (reference, { libraries }) => {
  if (libraries.modules === undefined) throw new Error(`${reference.file} is used before it is loaded`);
  const make = libraries.modules(reference) as GeneratorModule;
  const { file, options } = reference;
  return (origin) => {
    const { index, token, fleet } = origin;
    const random = origin.random.stream(origin.streamName);
    const next = callModule(file, origin, () => make({ options, random, index, token, fleet }));
    if (typeof next !== 'function')
      throw failed(file, origin, 'it returned no function that makes values', undefined);
    return {
      next: (moment) => {
        const value = callModule(file, origin, () => next(moment as ModuleMoment));
        if (!isJson(value))
          throw failed(file, origin, `it returned a ${typeof value}, which JSON has not`, undefined);
        return value;
      },
    };
  };
};

/** Not what is inside of an object: that would be looked at in every data sample. */
const isJson = (value: unknown) => !['function', 'symbol', 'bigint'].includes(typeof value);
