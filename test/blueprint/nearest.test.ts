/**
 * The nearest name: help for a slip of the finger, silence for everything else.
 */
import { expect, it } from 'vitest';
import { listNames, nearest } from '../../src/blueprint/nearest.js';

it.each([
  ['wak', ['walk', 'states'], 'walk'],
  ['Kettle', ['lamp', 'kettle'], 'kettle'],
  ['cmx_oat', ['cmx', 'cmx_ota'], 'cmx_ota'],
  ['allowed-extensions', ['allowed-extension-instances'], 'allowed-extension-instances'],
  ['x', ['dcx', 'epmx'], undefined],
  ['brownian', ['random', 'walk'], undefined],
  ['dxc', ['dxy', 'dcx'], 'dcx'],
  ['dcy', ['dcx'], 'dcx'],
  ['a', [], undefined],
])('%s among %j: %s', (name, candidates, expected) => {
  expect(nearest(name, candidates)).toBe(expected);
});

it('long lists are cut', () => {
  expect(listNames(['a', 'b', 'c'], 2)).toBe('a, b and 1 more');
  expect(listNames([])).toBe('none');
});
