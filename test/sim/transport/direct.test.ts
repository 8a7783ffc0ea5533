/** The transport without MQTT: what one side says reaches the other in order, and never from within its own call. */
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { createDirectTransport, type DirectDoor } from '../../../src/sim/transport/direct.js';

type Client = Parameters<Parameters<typeof createDirectTransport>[0]['open']>[0];

async function opened() {
  let client: Client | undefined;
  const said: string[] = [];
  const door: DirectDoor = {
    receive: (topic, payload) => {
      said.push(`${topic} ${payload}`);
      client?.onMessage(`${topic}/status`, '');
    },
    leave: () => said.push('goodbye'),
  };
  const open = (one: Client) => {
    client = one;
    return door;
  };
  const heard: string[] = [];
  const onLost = vi.fn();
  const transport = createDirectTransport({ open });
  const session = await transport.open({
    clientId: 'kaa-1-1',
    onMessage: (topic, payload) => heard.push(`${topic} ${Buffer.from(payload).toString()}`),
    onLost,
  });
  return { transport, session, client: client as unknown as Client, said, heard, onLost };
}

describe('a session without MQTT', () => {
  it('hands over what is published after the call in which it was, in order', async () => {
    const { session, said, heard } = await opened();
    session.publish('t/1', 'a');
    session.publish('t/2', 'b');
    expect([said, heard]).toEqual([[], []]);
    await setImmediate();
    expect(said).toEqual(['t/1 a', 't/2 b']);
    expect(heard).toEqual(['t/1/status ', 't/2/status ']);
  });

  it('what a client says about a message comes after all that was said before', async () => {
    const { session, client, said, heard } = await opened();
    const { onMessage } = client;
    client.onMessage = (topic, payload) => {
      if (topic === 't/1/status') session.publish('t/3', 'c');
      onMessage.call(client, topic, payload);
    };
    session.publish('t/1', 'a');
    session.publish('t/2', 'b');
    await setImmediate();
    expect(said).toEqual(['t/1 a', 't/2 b', 't/3 c']);
    expect(heard).toHaveLength(3);
  });

  it('says goodbye behind what it has said, and hears nothing more', async () => {
    const { session, client, said, heard, onLost } = await opened();
    session.publish('t/1', 'a');
    await session.close();
    client.onClosed('too late');
    await setImmediate();
    expect(said).toEqual(['t/1 a', 'goodbye']);
    expect(heard).toEqual([]);
    expect(onLost).not.toHaveBeenCalled();
  });

  it('is lost when the platform ends it, and takes nothing more', async () => {
    const { session, client, said, onLost } = await opened();
    client.onClosed('the platform restarts');
    await setImmediate();
    expect(onLost).toHaveBeenCalledExactlyOnceWith('the platform restarts');
    session.publish('t/1', 'a');
    await setImmediate();
    expect(said).toEqual([]);
  });

  it('nobody there: it cannot be opened', async () => {
    const transport = createDirectTransport({ open: () => undefined });
    const options = { clientId: 'kaa-1-1', onMessage: () => {}, onLost: () => {} };
    await expect(transport.open(options)).rejects.toMatchObject({ code: 'TARGET_UNREACHABLE' });
  });
});
