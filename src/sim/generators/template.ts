/** `template`: a text that names the endpoint, the same in every data sample. */
import { expandTemplate } from '../../blueprint/text-template.js';
import type { GeneratorKind } from './generator.js';

export const template: GeneratorKind<'template'> = (text) => (origin) => {
  const value = expandTemplate(text, origin);
  return { next: () => value };
};
