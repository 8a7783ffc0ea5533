/**
 * A data sample as plain text, as devices send it to `/plain/<metric>`: `21`, `55%`. (DCX since Kaa 1.4)
 */
const GRAMMAR = /^\s*([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)\s*([^\s0-9.].*?)?\s*$/;

/** The data sample; undefined when the text is none. */
export function parsePlainSample(
  metric: string,
  text: string,
): Readonly<Record<string, unknown>> | undefined {
  const match = GRAMMAR.exec(text);
  if (match === null) return undefined;
  return { [`${metric}-value`]: Number(match[1]), [`${metric}-unit`]: match[2] ?? 'number' };
}
