/**
 * `kaa exec`: the environment of the program, and the exit code that its end becomes. Processes are in test/e2e.
 */
import { expect, it } from 'vitest';
import { exitCodeOf, variableName, variablesFor } from '../../src/facade/exec.js';

const version = (application: string, name: string, ...tokens: string[]) => ({
  application,
  version: name,
  extensions: [],
  endpoints: tokens.map((token) => ({ token, endpointId: `id-${token}` })),
  fleetEndpoints: 0,
});

it('addresses, versions and tokens; plain names are of the first version with endpoints', () => {
  const variables = variablesFor({
    ready: true,
    mqtt: 'mqtt://127.0.0.1:1',
    http: 'http://127.0.0.1:2',
    ws: 'ws://127.0.0.1:2/ws',
    blueprint: { name: 'b', folder: '/projects/b', tenant: 'kaa' },
    versions: [
      version('pump-room', 'pump-room-v1'),
      version('pump-room', 'pump-room-v2', 'p1', 'p2'),
      version('gate', 'gate-v1', 'g1'),
    ],
    endpoints: [],
    seed: 1,
  });
  expect(variables).toEqual({
    KAA_BLUEPRINT: '/projects/b',
    KAA_MQTT_URL: 'mqtt://127.0.0.1:1',
    KAA_HTTP_URL: 'http://127.0.0.1:2',
    KAA_REST_URL: 'http://127.0.0.1:2',
    KAA_URL: 'http://127.0.0.1:2',
    KAA_WS_URL: 'ws://127.0.0.1:2/ws',
    KAA_APP_VERSION: 'pump-room-v2',
    KAA_APP_VERSION_PUMP_ROOM: 'pump-room-v2',
    KAA_APP_VERSION_GATE: 'gate-v1',
    KAA_TOKENS_PUMP_ROOM_V2: 'p1,p2',
    KAA_TOKEN: 'p1',
    KAA_TOKENS_GATE_V1: 'g1',
  });
});

it('a name as part of a variable', () => {
  expect(variableName('my-building_2-v1')).toBe('MY_BUILDING_2_V1');
});

it('exit codes are those of a shell', () => {
  expect(exitCodeOf({ exitCode: 0 })).toBe(0);
  expect(exitCodeOf({ exitCode: 7 })).toBe(7);
  expect(exitCodeOf({ signal: 'SIGKILL' })).toBe(137);
  expect(exitCodeOf({ signal: 'SIGTERM' })).toBe(143);
  expect(exitCodeOf({ failure: 'ENOENT' })).toBe(127);
  expect(exitCodeOf({ failure: 'EACCES' })).toBe(126);
});
