/** The types of fidelity-table.js, for its test: the script itself is plain JavaScript. */
type Row = readonly [what: string, state: string, source: string, note?: string];
export const RESOURCES: Readonly<Record<string, readonly Row[]>>;
export const OWN_NAMES: readonly string[];
