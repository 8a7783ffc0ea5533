/**
 * Goal: a message that was acknowledged is handled, although its client says goodbye in the same breath.
 * Method: PUBLISH, and DISCONNECT with the end of the stream on its PUBACK, many clients one after the other.
 */
import { setImmediate } from 'node:timers/promises';
import mqttPacket from 'mqtt-packet';
import { expect, test } from 'vitest';
import { startKpc } from '../helpers/kpc.js';
import { publish, wireClient } from '../helpers/wire-client.js';

const CLIENTS = 10;

test.each([4, 5] as const)(
  'protocol version %d: PUBACK, then gone: nothing is lost, nobody stays connected',
  async (version) => {
    const kpc = await startKpc();
    for (let number = 0; number < CLIENTS; number++) {
      const stream = kpc.connect();
      const client = wireClient(stream, version);
      const clientId = `c${number}`;
      client.send({
        cmd: 'connect',
        clientId,
        protocolId: 'MQTT',
        protocolVersion: version,
        clean: true,
        keepalive: 0,
      });
      await client.take('connack');
      // In the phase of the event loop in which what the message sets off waits a whole turn.
      await setImmediate();
      client.send(publish('kp1/demo-v1/dcx/alpha/json', `[${number}]`));
      await client.take('puback');
      stream.end(
        mqttPacket.generate({ cmd: 'disconnect', reasonCode: 0 } as never, { protocolVersion: version }),
      );
      await expect.poll(() => client.ended).toBe(true);
    }
    await expect.poll(() => kpc.submitted.length).toBe(CLIENTS);
    const connectivity = () =>
      kpc.events.map(({ type }) => type).filter((type) => type.endsWith('connected'));
    const count = (type: string) => connectivity().filter((one) => one === type).length;
    await expect.poll(() => count('endpoint-disconnected')).toBe(count('endpoint-connected'));
    expect(kpc.communication.isConnected(kpc.endpoints.alpha as string)).toBe(false);
    await kpc.close();
  },
);
