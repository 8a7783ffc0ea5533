/** `template`: a text that names the endpoint and its parameters, the same in every data sample. */
import { expandTemplate, parametersIn } from '../../blueprint/text-template.js';
import type { GeneratorKind } from './generator.js';

export const template: GeneratorKind<'template'> = (text) => {
  const asksForDevice = parametersIn(text).length > 0;
  return (origin) => {
    let value = asksForDevice ? undefined : expandTemplate(text, origin);
    return {
      next: ({ device }) => {
        value ??= expandTemplate(text, { ...origin, parameters: device?.parameters });
        return value;
      },
    };
  };
};
