import fc from 'fast-check';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { Frames } from '../../src/mqtt/frames.js';

const LIMIT = 10_000;

function cut(chunks: readonly Uint8Array[], limit = LIMIT) {
  const frames: string[] = [];
  const broken: number[] = [];
  const splitter = new Frames(limit, {
    onFrame: (bytes, start, body, end) => frames.push(`${body - start} ${bytes.toString('hex', start, end)}`),
    onBroken: (bytes) => broken.push(bytes.length),
  });
  for (const chunk of chunks) {
    // As sockets that all read into the same room: what is kept must have been copied.
    const room = Buffer.from(chunk);
    splitter.push(room);
    room.fill(0xee);
  }
  return { frames, broken };
}

/** The same bytes, cut wherever the numbers say. */
function pieces(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const found: Buffer[] = [];
  let at = 0;
  for (let turn = 0; at < bytes.length; turn++) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? 1);
    found.push(bytes.subarray(at, at + size));
    at += size;
  }
  return found;
}

const packets = fc.array(
  fc.oneof(
    fc.record({
      cmd: fc.constant('publish' as const),
      topic: fc.string({ minLength: 1, maxLength: 20 }).map((text) => text.replaceAll(/[+#\0]/g, 'x')),
      payload: fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
      qos: fc.constant(0 as const),
      dup: fc.constant(false),
      retain: fc.boolean(),
    }),
    fc.constant({ cmd: 'pingreq' as const }),
    fc.integer({ min: 1, max: 65_535 }).map((messageId) => ({ cmd: 'puback' as const, messageId })),
  ),
  { minLength: 1, maxLength: 8 },
);

describe('cutting bytes into packets', () => {
  it('gives every packet, whole and in order, however the bytes arrive', () => {
    fc.assert(
      fc.property(packets, fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), (sent, sizes) => {
        const each = sent.map((packet) => mqttPacket.generate(packet as Packet));
        const { frames, broken } = cut(pieces(Buffer.concat(each), sizes));
        expect(frames.map((frame) => frame.split(' ')[1])).toEqual(
          each.map((bytes) => bytes.toString('hex')),
        );
        expect(broken).toEqual([]);
      }),
    );
  });

  it('knows where the contents begin: after one to four bytes of length', () => {
    for (const [length, header] of [
      [127, 2],
      [128, 3],
      [9999, 3],
    ] as const) {
      const bytes = mqttPacket.generate({
        ...{ cmd: 'publish', topic: 't', qos: 0, dup: false, retain: false },
        payload: Buffer.alloc(length - 3),
      } as Packet);
      expect(cut([bytes]).frames[0]?.split(' ')[0]).toBe(String(header));
    }
  });

  it('[MQTT 3.1.1, 2.2.3] a length of five bytes is none, and no length may be above the limit', () => {
    expect(cut([Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0x7f])])).toEqual({ frames: [], broken: [6] });
    const large = Buffer.from([0x30, 0xff, 0x7f, 1, 2, 3]);
    expect(cut([large])).toEqual({ frames: [], broken: [6] });
    expect(cut([large], 20_000)).toEqual({ frames: [], broken: [] });
  });

  it('hands over what is broken with all that came before it in the same packet, from its first byte', () => {
    expect(
      cut([Buffer.from([0xc0, 0, 0x30, 0xff]), Buffer.from([0xff, 0xff]), Buffer.from([0xff, 1])]),
    ).toEqual({
      frames: ['2 c000'],
      broken: [6],
    });
  });

  it('stops where no more is wanted, and gives the rest back: pushed again, nothing is missing', () => {
    fc.assert(
      fc.property(packets, fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), (sent, sizes) => {
        const each = sent.map((packet) => mqttPacket.generate(packet as Packet));
        const frames: string[] = [];
        const splitter = new Frames(LIMIT, {
          onFrame: (bytes, start, _body, end) => {
            frames.push(bytes.toString('hex', start, end));
            return false;
          },
          onBroken: () => {},
        });
        for (const piece of pieces(Buffer.concat(each), sizes)) {
          for (let left: Buffer | undefined = piece; left !== undefined; ) {
            const before = frames.length;
            left = splitter.push(left);
            expect(frames.length - before).toBeLessThanOrEqual(1);
          }
        }
        expect(frames).toEqual(each.map((bytes) => bytes.toString('hex')));
      }),
    );
  });
});
