/**
 * Tokens of a fleet, made from a template: `thermostat-{index:4}` gives `thermostat-0001`, `thermostat-0002`, …
 *
 * `{index}` counts from 1 and may be padded with zeros; `{fleet}` is the fleet's name. A template can also be asked the other way round, whether a
 * token is one of a fleet's, so that two fleets of a million need not be compared token by token.
 */
import { TOKEN_PATTERN } from './model.js';
import { expandTemplate } from './text-template.js';

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
const INDEX_PLACE = /\{index(?::([0-9]{1,2}))?\}/;
/** A fleet has at most a million endpoints. */
const INDEX_DIGITS_MAX = 7;

/** Reads a template; `fleet` is the name to put in. */
export function parseTokenTemplate(text: string, fleet: string): TokenTemplate {
  const template = text.replaceAll('{fleet}', fleet);
  const token = (index: number) => expandTemplate(template, { index, fleet });
  const names = [...template.matchAll(PLACEHOLDER)].map((match) => match[1] as string);
  const place = INDEX_PLACE.exec(template);
  const head = template.slice(0, place?.index);
  const padding = Number(place?.[1] ?? 0);
  return {
    token,
    indexOf: (candidate) => {
      if (place === null) return candidate === template ? 1 : undefined;
      if (!candidate.startsWith(head)) return undefined;
      // How many digits belong to the first place is not to be seen: {index}{index} gives 11 for 1 and 1111 for 11.
      for (let digits = 1; digits <= INDEX_DIGITS_MAX; digits++) {
        const index = Number(candidate.slice(head.length, head.length + Math.max(padding, digits)));
        if (index > 0 && token(index) === candidate) return index;
      }
      return undefined;
    },
    counts: place !== null,
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
