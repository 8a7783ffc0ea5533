/** Goal: a connection in memory behaves as a socket does: bytes in order, back-pressure, both ends gone together. */
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { expect, test } from 'vitest';
import { WallClock } from '../../src/kernel/clock.js';
import { InFlight } from '../../src/kernel/in-flight.js';
import { memoryPipe } from '../../src/platform/kpc/memory-pipe.js';
import { createMemoryTransport } from '../../src/sim/transport/memory.js';
import { startKpc } from '../helpers/kpc.js';

test('what one end writes the other reads, in order, in both directions', async () => {
  const [client, server] = memoryPipe();
  const read = { client: '', server: '' };
  client.on('data', (chunk: Buffer) => {
    read.client += chunk;
  });
  server.on('data', (chunk: Buffer) => {
    read.server += chunk;
  });
  client.write('a');
  client.cork();
  client.write('b');
  client.write('c', 'latin1');
  client.uncork();
  server.write('d');
  await new InFlight().settled();
  expect(read).toEqual({ client: 'd', server: 'abc' });
});

test.each(['client', 'server'])('when the %s hangs up, the other end is closed as well', async (who) => {
  for (const how of ['destroy', 'end'] as const) {
    const [client, server] = memoryPipe();
    const [one, other] = who === 'client' ? [client, server] : [server, client];
    other.resume();
    one.resume();
    one[how]();
    await once(other, 'close');
    expect(one.destroyed && other.destroyed).toBe(true);
  }
});

test('a reader that does not read holds the writer up; when it reads, everything comes', async () => {
  const [client, server] = memoryPipe();
  const block = Buffer.alloc(100_000);
  let written = 0;
  for (let n = 0; n < 20; n++) client.write(block, () => written++);
  await new InFlight().settled();
  expect(written).toBeLessThan(5);
  expect(client.writableNeedDrain).toBe(true);
  let read = 0;
  server.on('data', (chunk: Buffer) => {
    read += chunk.length;
  });
  await once(client, 'drain');
  await new InFlight().settled();
  expect([read, written]).toEqual([2_000_000, 20]);
});

test('writing to an end that nobody reads any more fails quietly when the other hangs up', async () => {
  const [client, server] = memoryPipe();
  for (let n = 0; n < 20; n++) client.write(Buffer.alloc(100_000), () => {});
  server.destroy();
  await once(client, 'close');
  expect(client.errored).toBeNull();
});

test('what is written is read in the same turn of the event loop, and so are the answers to it', async () => {
  const [client, server] = memoryPipe();
  const got: string[] = [];
  client.on('data', (chunk: Buffer) => {
    got.push(String(chunk));
    if (got.length < 50) client.write(chunk);
  });
  server.on('readable', () => server.write(server.read()));
  client.write('x');
  await new Promise(setImmediate);
  expect(got).toHaveLength(50);
});

test.each([
  ['a packet in pieces, of one who goes on with it later', (stream: Duplex) => stream.cork()],
  ['the end of what is written', (stream: Duplex) => stream.end()],
  ['the end of the connection', (stream: Duplex) => stream.destroy()],
])('%s is told to the barrier of virtual time', async (_what, step) => {
  const inFlight = new InFlight();
  const [client] = memoryPipe(inFlight);
  let turns = 0;
  step(client);
  setImmediate(() =>
    setImmediate(() => {
      turns = 2;
    }),
  );
  await inFlight.settled();
  expect(turns).toBe(2);
});

test('what is put back is read first, before what has come meanwhile', () => {
  const [client, server] = memoryPipe();
  client.write('CONN');
  const first: Buffer = server.read();
  client.write('ECT');
  server.unshift(first);
  expect(String(server.read())).toBe('CONNECT');
  expect(server.read()).toBeNull();
});

test('who pauses is given nothing, and all of it at once when it resumes', async () => {
  const [client, server] = memoryPipe();
  const got: string[] = [];
  server.on('data', (chunk: Buffer) => got.push(String(chunk)));
  client.write('a');
  server.pause();
  client.write('b');
  client.write('c');
  await new Promise(setImmediate);
  expect(got).toEqual(['a']);
  server.resume();
  await new Promise(setImmediate);
  expect(got).toEqual(['a', 'bc']);
});

test('who ends is told when all has been read, and not while some of it was put back', async () => {
  const [client, server] = memoryPipe();
  let isTold = false;
  client.end('goodbye', () => {
    isTold = true;
  });
  await new Promise(setImmediate);
  expect(isTold).toBe(false);
  server.unshift(server.read());
  await new Promise(setImmediate);
  expect(isTold).toBe(false);
  expect(String(server.read())).toBe('goodbye');
  await new Promise(setImmediate);
  expect(isTold).toBe(true);
});

test.each([1, 50])('%d messages of a client that goes at once arrive before it is gone', async (count) => {
  const kpc = await startKpc(() => ({ statusCode: 200 }));
  const transport = createMemoryTransport({ clock: new WallClock(), connect: () => kpc.connect() });
  const session = await transport.open({ clientId: 'hasty', onMessage() {}, onLost() {} });
  for (let id = 1; id <= count; id++) session.publish(`kp1/demo-v1/dcx/alpha/json/${id}`, '[]');
  await session.close();
  expect(kpc.submitted).toHaveLength(count);
  await kpc.close();
});

test('an error that an end is destroyed with is told to it alone, before its close', async () => {
  const [client, server] = memoryPipe();
  const told: string[] = [];
  client.on('error', (error) => told.push(`client: ${error.message}`));
  client.on('close', () => told.push('client: close'));
  server.on('error', () => told.push('server: error'));
  server.on('close', () => told.push('server: close'));
  client.destroy(new Error('broken'));
  await new Promise(setImmediate);
  expect(told).toEqual(['client: broken', 'client: close', 'server: close']);
});
