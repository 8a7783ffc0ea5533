/**
 * Texts with places to fill: `{index}`, `{index:4}` (padded with zeros to four digits), `{token}`, `{fleet}`.
 *
 * Used for tokens and for the generator `template`. A place without a value stays as it is written.
 */

export interface TemplateValues {
  /** From 1. */
  readonly index: number;
  readonly fleet: string;
  readonly token?: string | undefined;
}

const PLACE = /\{(index|token|fleet)(?::([0-9]{1,2}))?\}/g;
const INDEX_PLACE = /\{index(?::[0-9]{1,2})?\}/;

/** The text with its places filled. */
export function expandTemplate(template: string, values: TemplateValues): string {
  return template.replaceAll(PLACE, (whole, name: 'index' | 'token' | 'fleet', width: string | undefined) => {
    const value = values[name];
    if (value === undefined) return whole;
    return width === undefined ? String(value) : String(value).padStart(Number(width), '0');
  });
}

/** True when every endpoint gets a text of its own. */
export function namesIndex(template: string): boolean {
  return INDEX_PLACE.test(template);
}
