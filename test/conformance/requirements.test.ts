/**
 * The list of requirements, what patterns select from it, and the table that `kaa conformance list` prints.
 */
import { describe, expect, it } from 'vitest';
import { requirementTable } from '../../src/commands/render/conformance.js';
import { PLAIN } from '../../src/commands/render/style.js';
import { REQUIREMENTS, selectRequirements } from '../../src/conformance/requirements.js';
import { listRequirements } from '../../src/index.js';

const idsOf = (patterns: readonly string[]) => selectRequirements(patterns).selected.map(({ id }) => id);

it('has every row of the five RFCs, numbered without a gap', () => {
  const counts = { KP: 27, DCP: 9, CMP: 31, EPMP: 41, CEP: 22 };
  const expected = Object.entries(counts).flatMap(([rfc, count]) =>
    Array.from({ length: count }, (_, index) => `${rfc}-${String(index + 1).padStart(2, '0')}`),
  );
  expect(REQUIREMENTS.map(({ id }) => id)).toEqual(expected);
});

it('says of each row that cannot be seen why, and of no other', () => {
  for (const { id, visible, reason } of REQUIREMENTS) expect(reason === undefined, id).toBe(visible);
  expect(REQUIREMENTS.filter(({ visible }) => !visible).map(({ id }) => id)).toEqual([
    ...['KP-17', 'KP-18', 'KP-26', 'CMP-01', 'CMP-08', 'CMP-19', 'CMP-27'],
    ...['EPMP-03', 'EPMP-13', 'CEP-15'],
  ]);
});

describe('selection', () => {
  it('takes IDs and patterns in any case, in the order of the RFCs, each once', () => {
    expect(idsOf(['cep-10', 'KP-0?'.replace('?', '1'), 'CEP-1*'])).toEqual([
      'KP-01',
      ...['CEP-10', 'CEP-11', 'CEP-12', 'CEP-13', 'CEP-14', 'CEP-15', 'CEP-16', 'CEP-17', 'CEP-18', 'CEP-19'],
    ]);
  });

  it('does not let a pattern reach into another RFC', () => {
    expect(idsOf(['CMP-*'])).toHaveLength(31);
    expect(idsOf(['MP-*'])).toEqual([]);
  });

  it('takes every other character as it is', () => {
    expect(selectRequirements(['CEP.10', 'KP-*', 'CEP-10$', '']).unmatched).toEqual([
      'CEP.10',
      'CEP-10$',
      '',
    ]);
  });

  it('refuses a pattern that names nothing', () => {
    expect(() => listRequirements(['CEP-10', 'XYZ-1'])).toThrow(
      /--only XYZ-1: no requirement has such an ID/,
    );
  });
});

it('lists the requirements by RFC', () => {
  expect(
    requirementTable(selectRequirements(['KP-16', 'KP-17', 'DCP-05']).selected, PLAIN),
  ).toMatchInlineSnapshot(`
    "
      1/KP Kaa protocol
      ID     Level   Who     Seen  Statement
      KP-16  MUST    server  yes   An error is a JSON object of exactly statusCode, an integer, and reasonPhrase, a text.
      KP-17  SHOULD  server  no    Over CoAP the status code becomes a response code.

      2/DCP Data collection
      ID      Level  Who     Seen  Statement
      DCP-05  MUST   server  yes   The payload of a success has no bytes.

      3 requirements, 2 of them seen on the wire"
  `);
});
