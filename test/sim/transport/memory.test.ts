import { describe, expect, test, vi } from 'vitest';
import { KaaError } from '../../../src/errors.js';
import { VirtualClock } from '../../../src/kernel/virtual-clock.js';
import { createMemoryTransport } from '../../../src/sim/transport/memory.js';
import type { SessionOptions } from '../../../src/sim/transport/transport.js';
import { MqttPeer, type PeerBehaviour } from '../helpers/mqtt-peer.js';

async function sessionWith(behaviour?: PeerBehaviour, options: Partial<SessionOptions> = {}) {
  const clock = new VirtualClock(0);
  const peer = new MqttPeer(behaviour);
  const transport = createMemoryTransport({ clock, connect: () => peer.clientEnd });
  const messages: [string, string][] = [];
  const lost: string[] = [];
  const opening = transport.open({
    clientId: 'kaa-1',
    onMessage: (topic, payload) => messages.push([topic, Buffer.from(payload).toString()]),
    onLost: (reason) => lost.push(reason),
    ...options,
  });
  return { clock, peer, messages, lost, opening };
}

const failureOf = (opening: Promise<unknown>) =>
  opening.then(
    () => undefined,
    (error: unknown) => error as KaaError,
  );

describe('a session over memory', () => {
  test('connects with MQTT 3.1.1, clean, with the credentials', async () => {
    const { peer, opening } = await sessionWith(undefined, { username: 'fleet', password: 'secret' });
    await opening;
    expect(peer.packets[0]).toMatchObject({
      cmd: 'connect',
      protocolVersion: 4,
      clean: true,
      clientId: 'kaa-1',
      username: 'fleet',
      keepalive: 0,
    });
    expect(String((peer.packets[0] as { password?: Buffer }).password)).toBe('secret');
  });

  test('publishes at QoS 1 and never subscribes', async () => {
    const { peer, opening } = await sessionWith();
    const session = await opening;
    session.publish('kp1/v1/dcx/t/json/1', '[1]');
    await vi.waitFor(() => expect(peer.commands).toEqual(['connect', 'publish']));
    expect(peer.packets[1]).toMatchObject({ topic: 'kp1/v1/dcx/t/json/1', qos: 1, retain: false });
    expect(String((peer.packets[1] as { payload?: Buffer }).payload)).toBe('[1]');
    await session.close();
  });

  test('messages arrive without a subscription, at QoS 0 and 1, the latter acknowledged', async () => {
    const { peer, messages, opening } = await sessionWith();
    await opening;
    peer.send({ cmd: 'publish', topic: 'a/status', payload: '', qos: 0, dup: false, retain: false });
    peer.send({
      cmd: 'publish',
      topic: 'b/status',
      payload: 'x',
      qos: 1,
      messageId: 9,
      dup: false,
      retain: false,
    });
    await vi.waitFor(() => expect(peer.commands).toEqual(['connect', 'puback']));
    expect(messages).toEqual([
      ['a/status', ''],
      ['b/status', 'x'],
    ]);
  });

  test('close says goodbye, closes both ends, and is no loss', async () => {
    const { peer, lost, opening } = await sessionWith();
    const session = await opening;
    await session.close();
    await session.close();
    session.publish('kp1/late', '');
    await vi.waitFor(() => expect(peer.isClosed).toBe(true));
    expect(peer.commands).toEqual(['connect', 'disconnect']);
    expect(lost).toEqual([]);
  });

  test('close does not wait for acknowledgements that never come', async () => {
    const { peer, opening } = await sessionWith({ returnCode: 0, acknowledges: false });
    const session = await opening;
    session.publish('kp1/v1/dcx/t/json/1', '[]');
    await session.close();
    expect(peer.commands).toEqual(['connect', 'publish', 'disconnect']);
  });

  test('close tears down a connection that takes nothing any more', async () => {
    const { clock, peer, opening } = await sessionWith();
    const session = await opening;
    peer.stream.pause();
    let isClosed = false;
    const closing = session.close().then(() => {
      isClosed = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isClosed).toBe(false);
    await clock.advance(1000);
    await closing;
    expect(clock.pending()).toEqual([]);
  });

  test('a connection that the server ends is lost once, and publishing is harmless', async () => {
    const { peer, lost, opening } = await sessionWith();
    const session = await opening;
    peer.stream.destroy();
    await vi.waitFor(() => expect(lost).toEqual(['the server closed it']));
    session.publish('kp1/v1/dcx/t/json/1', '[]');
    await session.close();
    expect(lost).toHaveLength(1);
  });

  test('bytes that are no MQTT lose the connection instead of ending the process', async () => {
    const { peer, lost, opening } = await sessionWith();
    await opening;
    peer.stream.write(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'));
    peer.stream.end();
    peer.stream.destroy();
    await vi.waitFor(() => expect(lost).toHaveLength(1));
  });

  test.each([
    [4, 'LOGIN_REFUSED', 'bad user name or password'],
    [5, 'LOGIN_REFUSED', 'not authorized'],
    [2, 'LOGIN_REFUSED', 'the client ID is not allowed'],
    [3, 'TARGET_UNREACHABLE', 'unavailable'],
    [1, 'TARGET_UNREACHABLE', 'does not speak MQTT 3.1.1'],
  ])('CONNACK %i is %s, in words', async (returnCode, code, words) => {
    const { peer, lost, opening } = await sessionWith({ returnCode });
    const error = await failureOf(opening);
    expect(error).toBeInstanceOf(KaaError);
    expect(error?.code).toBe(code);
    expect(error?.message).toContain(words);
    await vi.waitFor(() => expect(peer.isClosed).toBe(true));
    expect(lost).toEqual([]);
  });

  test('a server of another protocol is unreachable, in words', async () => {
    const { peer, opening } = await sessionWith({});
    peer.stream.write('HTTP/1.1 400 Bad Request\r\n\r\n');
    const error = await failureOf(opening);
    expect(error?.message).toContain('does not answer as an MQTT server');
  });

  test('a server that hangs up at once is unreachable, and there is no second try', async () => {
    const { peer, opening } = await sessionWith({ hangsUp: true });
    const error = await failureOf(opening);
    expect(error?.code).toBe('TARGET_UNREACHABLE');
    expect(peer.commands).toEqual(['connect']);
  });
});
