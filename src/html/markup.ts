/**
 * HTML as text, put together so that nothing which comes from outside can become markup.
 *
 *     html`<td>${token}</td>`      what is put in is escaped, unless it is markup itself
 *
 * For every page that kaa writes.
 */
import { escaped } from '../kernel/junit.js';

/** Text that is HTML already; everything else is escaped by {@link html}. */
export interface Markup {
  readonly markup: string;
}

export type Part = string | number | Markup | undefined | readonly Part[];

/** A template of HTML. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return {
    markup: texts.map((text, index) => (index === 0 ? text : rendered(parts[index - 1]) + text)).join(''),
  };
}

function rendered(part: Part): string {
  if (part === undefined) return '';
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
  return 'markup' in part ? part.markup : part.map(rendered).join('');
}
