/** Goal: a connection in memory behaves as a socket does: bytes in order, back-pressure, both ends gone together. */
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { InFlight } from '../../src/kernel/in-flight.js';
import { memoryPipe } from '../../src/platform/kpc/memory-pipe.js';

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

test('every step is told to the barrier of virtual time', async () => {
  const inFlight = new InFlight();
  const [client, server] = memoryPipe(inFlight);
  let got = '';
  server.on('data', (chunk: Buffer) => {
    got += chunk;
    if (got.length < 50) setImmediate(() => server.write(chunk));
  });
  client.on('data', (chunk: Buffer) => setImmediate(() => client.write(chunk)));
  client.write('x');
  await inFlight.settled();
  expect(got).toHaveLength(50);
});
