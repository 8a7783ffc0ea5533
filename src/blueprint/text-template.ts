/**
 * Texts with places to fill: `{index}`, `{index:4}` (padded with zeros to four digits), `{token}`, `{fleet}`, and the name
 * of a parameter of the fleet, which hides none of these.
 *
 * Used for tokens and for the generator `template`. A place without a value stays as it is written.
 */

export interface TemplateValues {
  /** From 1. */
  readonly index: number;
  readonly fleet: string;
  readonly token?: string | undefined;
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
}

const PLACE = /\{([a-zA-Z_][a-zA-Z0-9_]*)(?::([0-9]{1,2}))?\}/g;
const INDEX_PLACE = /\{index(?::[0-9]{1,2})?\}/;
const FIXED = ['index', 'token', 'fleet'];

/** The text with its places filled. */
export function expandTemplate(template: string, values: TemplateValues): string {
  return template.replaceAll(PLACE, (whole, name: string, width: string | undefined) => {
    const value = FIXED.includes(name)
      ? values[name as 'index' | 'token' | 'fleet']
      : parameterOf(values, name);
    if (value === undefined) return whole;
    return width === undefined ? textOf(value) : textOf(value).padStart(Number(width), '0');
  });
}

const textOf = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value));

const parameterOf = ({ parameters }: TemplateValues, name: string): unknown =>
  parameters !== undefined && Object.hasOwn(parameters, name) ? parameters[name] : undefined;

/** The places of a template that stand for nothing but a parameter, if there is one of that name. */
export function parametersIn(template: string): string[] {
  return [...template.matchAll(PLACE)].map(([, name = '']) => name).filter((name) => !FIXED.includes(name));
}

/** True when every endpoint gets a text of its own. */
export function namesIndex(template: string): boolean {
  return INDEX_PLACE.test(template);
}
