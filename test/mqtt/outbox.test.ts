/**
 * What leaves in one write, in which order, and that nothing is lost or mixed up between connections.
 */
import { Writable } from 'node:stream';
import fc from 'fast-check';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { Outbox, Scratch, type ScratchOptions } from '../../src/mqtt/outbox.js';

interface Write {
  readonly to: number;
  readonly bytes: Buffer;
}

/** So many connections, and each write to any of them, in order. @param onWrite called from within it */
function connections(count: number, options?: ScratchOptions, onWrite: (to: number) => void = () => {}) {
  const scratch = new Scratch(options);
  const writes: Write[] = [];
  const outboxes = Array.from({ length: count }, (_, to) => {
    const stream = new Writable({
      write(bytes: Buffer, _encoding, done) {
        writes.push({ to, bytes });
        onWrite(to);
        done();
      },
    });
    return new Outbox(stream as never, scratch);
  });
  return { scratch, writes, outboxes };
}

const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

/** Read when the turn is long over, as a socket that is busy would. */
function packetsOf({ bytes }: Write): Packet[] {
  const packets: Packet[] = [];
  const parser = mqttPacket.parser();
  parser.on('packet', (packet) => packets.push(packet));
  parser.parse(bytes);
  return packets;
}

const idsOf = (write: Write) => packetsOf(write).map(({ messageId }) => messageId);

const GATHERED = { keepsOrder: false };

describe('one turn', () => {
  it('all that a connection is given leaves in one write, though others are given something in between', async () => {
    const { outboxes, writes } = connections(2, GATHERED);
    const [a, b] = outboxes as [Outbox, Outbox];
    a.publish('one', 'ä', 1, 1);
    b.publish('two', '', 0, 0);
    a.puback(2);
    b.publish('three', 'x', 1, 3);
    a.publish('four', '', 1, 4);
    await turn();
    expect(writes.map((write) => [write.to, idsOf(write)])).toEqual([
      [0, [1, 2, 4]],
      [1, [undefined, 3]],
    ]);
    expect(packetsOf(writes[0] as Write)[0]).toMatchObject({
      topic: 'one',
      qos: 1,
      payload: Buffer.from('ä'),
    });
  });

  it('what several are given stays in the order of saying, where that is asked for', async () => {
    const { outboxes, writes } = connections(2);
    const [a, b] = outboxes as [Outbox, Outbox];
    a.puback(1);
    a.puback(2);
    b.puback(3);
    a.puback(4);
    await turn();
    expect(writes.map((write) => [write.to, idsOf(write)])).toEqual([
      [0, [1, 2]],
      [1, [3]],
      [0, [4]],
    ]);
  });

  it('is over for one that is flushed: what it has later leaves later, and nothing twice', async () => {
    const { outboxes, writes } = connections(2, GATHERED);
    const [a, b] = outboxes as [Outbox, Outbox];
    a.puback(1);
    b.puback(2);
    a.flush();
    a.puback(3);
    await turn();
    expect(writes.map((write) => [write.to, idsOf(write)])).toEqual([
      [0, [1]],
      [0, [3]],
      [1, [2]],
    ]);
  });

  it('what is said from within a write is sent too', async () => {
    let isFirst = true;
    const { outboxes, writes } = connections(2, GATHERED, () => {
      if (isFirst) outboxes[0]?.puback(9);
      isFirst = false;
    });
    for (const outbox of outboxes) outbox.puback(1);
    await turn();
    expect(writes.map((write) => [write.to, idsOf(write)])).toEqual([
      [0, [1]],
      [1, [1]],
      [0, [9]],
    ]);
  });

  it.each([[GATHERED], [{ keepsOrder: true }]])(
    'what is said from within writes, and from within those, overwrites nothing of others (%o)',
    async (options) => {
      const said = new Set<number>();
      // The last is long enough to reach what is behind the second-last.
      const textFor = (to: number) => String(to).repeat(to === 4 ? 200 : 20);
      const { outboxes, writes } = connections(5, options, (to) => {
        // The first is answered by the second-last, that by the last.
        const next = to === 0 ? 3 : to === 3 ? 4 : undefined;
        if (next === undefined || said.has(next)) return;
        said.add(next);
        outboxes[next]?.publish(`to/${next}`, textFor(next), 0, 0);
      });
      for (const to of [0, 1, 2]) outboxes[to]?.publish(`to/${to}`, textFor(to), 0, 0);
      await turn();
      await turn();
      const got = writes.flatMap((write) =>
        packetsOf(write).map((packet) => [write.to, 'payload' in packet ? String(packet.payload) : '']),
      );
      expect(got.toSorted()).toEqual([0, 1, 2, 3, 4].map((to) => [to, textFor(to)]));
    },
  );

  it('counts what is not sent yet, of its own', async () => {
    const { outboxes } = connections(2, GATHERED);
    const [a, b] = outboxes as [Outbox, Outbox];
    a.puback(1);
    b.publish('topic', 'payload', 0, 0);
    a.puback(2);
    expect([a.unsent, b.unsent]).toEqual([8, 2 + 2 + 5 + 7]);
    await turn();
    expect([a.unsent, b.unsent]).toEqual([0, 0]);
  });
});

describe('any turns', () => {
  const said = fc.record({
    to: fc.nat(3),
    payload: fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom('x'.repeat(40_000), 'ö'.repeat(400_000)),
    ),
    isPublish: fc.boolean(),
  });

  it.each([true, false])(
    'give each connection what it was given, in order (keepsOrder: %s)',
    async (keepsOrder) => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.array(said, { maxLength: 30 }), { maxLength: 4 }), async (turns) => {
          const { outboxes, writes, scratch } = connections(4, { keepsOrder });
          const expected: { to: number; id: number; payload: string | undefined }[] = [];
          for (const messages of turns) {
            for (const { to, payload, isPublish } of messages) {
              const id = expected.length + 1;
              const outbox = outboxes[to] as Outbox;
              if (isPublish) outbox.publish('topic', payload, 1, id);
              else outbox.puback(id);
              expected.push({ to, id, payload: isPublish ? payload : undefined });
            }
            await turn();
          }
          const arrived = writes.flatMap((write) =>
            packetsOf(write).map((packet) => ({
              ...{ to: write.to, id: packet.messageId },
              payload: packet.cmd === 'publish' ? packet.payload.toString() : undefined,
            })),
          );
          const ofEach = (list: readonly { to: number }[]) =>
            [0, 1, 2, 3].map((to) => list.filter((one) => one.to === to));
          if (keepsOrder) expect(arrived).toEqual(expected);
          else expect(ofEach(arrived)).toEqual(ofEach(expected));
          // What one large turn has needed is not kept.
          expect(scratch.bytes.length).toBeLessThanOrEqual(1_048_576);
        }),
        { numRuns: 60 },
      );
    },
  );
});
