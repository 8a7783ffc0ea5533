import { describe, expect, test } from 'vitest';
import { WallClock } from '../../../src/kernel/clock.js';
import { addressOf } from '../../../src/sim/transport/address.js';
import { createMqttTransport } from '../../../src/sim/transport/mqtt.js';
import { reasonOf } from '../../../src/sim/transport/reasons.js';

const ports = { clock: new WallClock() };

describe('addresses', () => {
  test.each(['', 'localhost', 'localhost:1883', 'ftp://localhost', 'mqtt://', 'mqtt://host:99999'])(
    '"%s" is none',
    (target) => {
      expect(() => addressOf(target)).toThrow(/this is no address of a 1\/KP server/);
    },
  );

  test.each([
    ['mqtt://localhost', 1883, false, ''],
    ['mqtts://[::1]', 8883, true, ''],
    ['ws://localhost:8080', 8080, false, '/ws'],
    ['wss://localhost/mqtt/', 443, true, '/mqtt'],
    ['http://localhost', 80, false, ''],
    ['https://cloud.example/kpc', 443, true, '/kpc'],
  ])('%s: port %i, secure %s, path "%s"', (target, port, isSecure, path) => {
    expect(addressOf(target)).toMatchObject({ target, port, isSecure, path });
  });
});

describe('the MQTT transport', () => {
  test.each(['mqtt://localhost', 'mqtts://kaa.example.com:8884', 'mqtt://[::1]:1883'])(
    '%s is its own name',
    (target) => {
      expect(createMqttTransport(target, ports).name).toBe(target);
    },
  );
});

describe('reasons', () => {
  const failure = (message: string, code?: string) => Object.assign(new Error(message), { code });

  test('codes are told in words', () => {
    expect(reasonOf(failure('connect ECONNREFUSED 127.0.0.1:1', 'ECONNREFUSED'))).toMatch(
      /nothing listens there/,
    );
    expect(reasonOf(failure('', 'ENOTFOUND'))).toMatch(/no host of that name/);
    expect(reasonOf(failure('connack timeout'))).toMatch(/does not answer as an MQTT server/);
  });

  test('what is not known keeps its own text, on one line', () => {
    expect(reasonOf(failure('something\n  new.', 'ENEW'))).toBe('something new');
    expect(reasonOf(failure('', 'ENEW'))).toBe('ENEW');
  });
});
