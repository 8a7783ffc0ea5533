/** Goal: what the blueprint says of commands is there for whoever is about to send one; nothing is refused by it. */
import { beforeEach, expect, it } from 'vitest';
import { openRest, type RestBench } from './harness.js';

let rest: RestBench;
beforeEach(async () => {
  rest = await openRest();
  const setpoint = { type: 'object', required: ['setpoint'], properties: { setpoint: { type: 'number' } } };
  const schemas = { 'demo-v1': { commands: { heat: { payload: setpoint }, reboot: {} } } };
  Object.defineProperty(rest.platform, 'blueprint', { value: { ...rest.platform.blueprint, schemas } });
});

const ask = (type: string, payload: unknown, version = 'demo-v1') =>
  rest.call('POST', `/kaa/app-versions/${version}/commands/${type}/validate`, JSON.stringify(payload));

it('a payload that matches, one that does not, and one of which nothing is said', async () => {
  expect((await ask('heat', { setpoint: 21 })).body).toEqual({ valid: true });
  const { body } = await ask('heat', { setpoint: 'warm' });
  expect(body).toEqual({ valid: false, message: expect.stringContaining('setpoint') });
  expect((await ask('heat', null)).body.valid).toBe(false);
  expect((await ask('reboot', [1])).body).toEqual({ valid: true });
});

it('a command type that is not among those declared, with the nearest', async () => {
  const { body } = await ask('rebot', {});
  expect(body).toEqual({ valid: false, message: expect.stringMatching(/"rebot".*"reboot"/) });
  expect((await ask('constructor', {})).body.valid).toBe(false);
});

it('404 where nothing is declared', async () => {
  expect((await ask('heat', {}, 'demo-v2')).status).toBe(404);
  expect((await ask('heat', {}, 'nowhere-v1')).status).toBe(404);
});
