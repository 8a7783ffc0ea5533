/**
 * Data samples as plain text, `/plain/<metric>`: a number, or a number and its unit, such as `21`, `55%` or `2061m`.
 *
 * The grammar is not public beyond these examples; signs and fractions are taken as a reader would expect.
 * (DCX since Kaa 1.4)
 */
import type { Payload } from '../../../kp1/payload.js';
import type { Checked } from '../../../kp1/validator.js';
import type { DcxSettings } from './settings.js';

const GRAMMARS: Readonly<Record<DcxSettings['plainGrammar'], RegExp>> = {
  // What looks like an exponent is refused: taken as a unit it would silently change the number.
  strict: /^([+-]?[0-9]+(?:\.[0-9]+)?)(?![eE][+-]?[0-9]+)([^\s0-9.][^\s]*)?$/,
  lenient: /^\s*([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)\s*([^\s0-9.].*?)?\s*$/,
};

/** The data sample of a plain text: `{"<metric>-value": 55, "<metric>-unit": "%"}`; the unit is `number` when absent. */
export function readPlainSample(
  metric: string,
  payload: Payload,
  grammar: DcxSettings['plainGrammar'],
): Checked<Readonly<Record<string, number | string>>> {
  if (!payload.isUtf8) return { ok: false, reason: 'the payload is not UTF-8' };
  const match = GRAMMARS[grammar].exec(payload.text);
  const value = Number(match?.[1]);
  if (match === null || !Number.isFinite(value)) {
    return {
      ok: false,
      reason: 'the payload is not a number with an optional unit, such as 21, -3.5 or 55%',
    };
  }
  return { ok: true, value: { [`${metric}-value`]: value, [`${metric}-unit`]: match[2] ?? 'number' } };
}
