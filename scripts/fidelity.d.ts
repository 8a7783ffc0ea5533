/** The types of fidelity.js, for its test: the script itself is plain JavaScript. */
export function fidelityPage(facts: {
  readonly requirements: readonly object[];
  readonly titles: object;
  readonly services: object;
}): string;
export function leavesOf(schema: object): { readonly path: string }[];
