/**
 * Tokens of a fleet, made from a template: `thermostat-{index:4}` gives `thermostat-0001`, `thermostat-0002`, …
 *
 * `{index}` counts from 1 and may be padded with zeros; `{fleet}` is the fleet's name. A template can also be asked the other way round, whether a
 * token is one of a fleet's, so that two fleets of a million need not be compared token by token.
 */
import { TOKEN_PATTERN } from './model.js';

export interface TokenTemplate {
  /** The token of an endpoint; `index` counts from 1. */
  token(index: number): string;
  /** The index that has this token, if any does. */
  indexOf(token: string): number | undefined;
  /** True when every index has a token of its own. */
  readonly counts: boolean;
  /** What is wrong with it, to go after "the template". */
  readonly fault: string | undefined;
}

const PLACEHOLDER = /\{([^{}]*)\}/g;
const INDEX = /^index(?::([0-9]{1,2}))?$/;

export function parseTokenTemplate(text: string, fleet: string): TokenTemplate {
  const template = text.replaceAll('{fleet}', fleet);
  const token = (index: number) =>
    template.replaceAll(PLACEHOLDER, (whole, name: string) => {
      const match = INDEX.exec(name);
      return match === null ? whole : String(index).padStart(Number(match[1] ?? 0), '0');
    });
  const names = [...template.matchAll(PLACEHOLDER)].map((match) => match[1] as string);
  const form = formOf(template);
  return {
    token,
    indexOf: (candidate) => {
      const digits = form.exec(candidate)?.[1];
      if (digits === undefined) return token(1) === candidate ? 1 : undefined;
      const index = Number(digits);
      return index > 0 && token(index) === candidate ? index : undefined;
    },
    counts: names.some((name) => INDEX.test(name)),
    fault: faultOf(names, token(1)),
  };
}

function faultOf(names: readonly string[], first: string): string | undefined {
  const unknown = names.find((name) => !INDEX.test(name));
  if (unknown !== undefined) return `has {${unknown}}; only {index}, {index:4} and {fleet} are known`;
  if (!new RegExp(TOKEN_PATTERN).test(first))
    return `gives "${first}", and a token must not be empty nor have "+", "#", "/" or "." in it`;
  return undefined;
}

/** Catches the first index; whether the others agree is found by making the token again. */
function formOf(template: string): RegExp {
  let caught = false;
  const parts = template.split(/(\{index(?::[0-9]{1,2})?\})/).map((part, position) => {
    if (position % 2 === 0) return part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    if (caught) return '[0-9]+';
    caught = true;
    return '([0-9]+)';
  });
  return new RegExp(`^${parts.join('')}$`);
}

/** A token that two fleets of these sizes both make, if there is one. */
export function sharedToken(
  a: { readonly template: TokenTemplate; readonly endpoints: number },
  b: { readonly template: TokenTemplate; readonly endpoints: number },
): string | undefined {
  const [small, large] = a.endpoints <= b.endpoints ? [a, b] : [b, a];
  for (let index = 1; index <= small.endpoints; index++) {
    const token = small.template.token(index);
    if ((large.template.indexOf(token) ?? Number.POSITIVE_INFINITY) <= large.endpoints) return token;
  }
  return undefined;
}
