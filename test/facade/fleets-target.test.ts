/** Where a fleet may be sent: an address of the wrong kind is told as such, before the question whether it is near. */
import { expect, it } from 'vitest';
import { runFleets } from '../../src/facade/fleets.js';

it.each([
  ['ftp://kaa.example', 'TARGET_INVALID'],
  ['http://kaa.example', 'TARGET_NOT_LOOPBACK'],
  ['wss://kaa.example/ws', 'TARGET_NOT_LOOPBACK'],
  ['no address', 'TARGET_INVALID'],
  ['mqtt://kaa.example', 'TARGET_NOT_LOOPBACK'],
])('%s: %s', async (target, code) => {
  await expect(runFleets({ target })).rejects.toMatchObject({ code });
});
