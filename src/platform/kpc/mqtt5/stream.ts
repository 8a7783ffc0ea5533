/**
 * A connection of MQTT 5, as the connection of MQTT 3.1.1 that aedes takes it for.
 *
 *     client ◄── MQTT 5 ──► stream of the client ◄─ parse, translate, generate ─► this stream ◄── 3.1.1 ──► aedes
 *
 * It moves bytes and waits where the other side waits; what a packet means is in `inward.ts` and `outward.ts`.
 */
import { Duplex } from 'node:stream';
import mqttPacket, { type IConnackPacket, type Packet, type Parser } from 'mqtt-packet';
import type { Clock } from '../../../kernel/clock.js';
import type { KpcLimits } from '../limits.js';
import { guardParser } from '../packet-guard.js';
import { CODE, type Ending, failureCodeOf, refusalCodeOf } from './codes.js';
import { inward } from './inward.js';
import { outward } from './outward.js';
import { newState } from './state.js';
import { SendWindow } from './window.js';

/** How long a client may take to close a connection that has been ended. */
const GRACE_MS = 1000;
/** A client that takes smaller packets than this is spared the words. */
const WORDS_BYTES_MIN = 512;

type Done = (error?: Error | null) => void;

export interface Mqtt5Ports {
  readonly clock: Clock;
  readonly limits: KpcLimits;
  readonly assignClientId: () => string;
  /** Told when a message is larger than what the client said that it takes. */
  readonly onTooLarge: (topic: string) => void;
}

export class Mqtt5Stream extends Duplex {
  /** What the client is told when the connection is destroyed without an error; nothing when undefined. */
  farewell: Ending | undefined;
  readonly #outer: Duplex;
  readonly #ports: Mqtt5Ports;
  readonly #state = newState();
  readonly #window = new SendWindow();
  readonly #outerParser: Parser;
  readonly #innerParser: Parser;
  /** Answers made here before aedes has sent its CONNACK. */
  #early: Packet[] = [];
  #wantsMore = false;
  #isOver = false;

  constructor(outer: Duplex, ports: Mqtt5Ports) {
    super();
    this.#outer = outer;
    this.#ports = ports;
    this.#outerParser = mqttPacket.parser({ protocolVersion: 5 });
    guardParser(this.#outerParser, ports.limits.packetBytes);
    this.#outerParser.on('packet', (packet: Packet) => this.#fromClient(packet));
    this.#outerParser.on('error', (error: Error) => this.#over(endingFor(error)));
    this.#innerParser = mqttPacket.parser({ protocolVersion: 4 });
    this.#innerParser.on('packet', (packet: Packet) => this.#fromAedes(packet));
    this.#innerParser.on('error', (error: Error) => this.destroy(error));
    outer.on('readable', () => this.#pump());
    outer.on('end', () => this.push(null));
    outer.on('close', () => this.#lost());
    outer.on('error', (error) => this.#lost(error));
  }

  override _read(): void {
    this.#wantsMore = true;
    this.#pump();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.#innerParser.parse(chunk);
    if (this.#outer.writableNeedDrain && !this.#isOver) this.#outer.once('drain', () => done());
    else done();
  }

  override _destroy(error: Error | null, done: Done): void {
    const ending = this.farewell ?? (error === null ? undefined : endingFor(error));
    if (!this.#isOver && ending !== undefined) this.#say(ending);
    this.#close();
    done(error);
  }

  #pump(): void {
    while (this.#wantsMore && !this.#isOver) {
      const chunk: Buffer | null = this.#outer.read();
      if (chunk === null) return;
      this.#outerParser.parse(chunk);
    }
  }

  #fromClient(packet: Packet): void {
    if (this.#isOver) return;
    const turn = inward(this.#state, packet, this.#ports.assignClientId);
    if (turn.acknowledged !== undefined) this.#acknowledged(turn.acknowledged);
    if (turn.outside !== undefined) this.#answer(turn.outside);
    if (turn.hangsUp) {
      this.#isOver = true;
      this.push(null);
    }
    if (turn.end !== undefined) this.#over(turn.end);
    else if (turn.inside !== undefined && !this.push(mqttPacket.generate(turn.inside)))
      this.#wantsMore = false;
  }

  #fromAedes(packet: Packet): void {
    if (this.#isOver) return;
    const translated = outward(this.#state, packet, this.#ports.limits);
    if (translated.cmd === 'publish' && translated.qos > 0) {
      const bytes = this.#bytesOf(translated);
      if (bytes === undefined) return;
      const id = translated.messageId ?? 0;
      if (this.#window.enter(id, bytes, this.#state.receiveMaximum)) this.#outer.write(bytes);
      else if (this.#window.bytes > this.#ports.limits.sendBufferBytes)
        this.#over({ code: CODE.quotaExceeded, reason: 'the client does not acknowledge what it gets' });
      return;
    }
    const isWritten = this.#write(translated);
    if (translated.cmd !== 'connack') return;
    if (!isWritten)
      this.#over({ code: CODE.packetTooLarge, reason: 'it takes no packet of the size of CONNACK' });
    else if (this.#state.phase === 'accepted') this.#sendEarly();
  }

  #acknowledged(messageId: number): void {
    const next = this.#window.leave(messageId);
    if (next !== undefined) this.#outer.write(next);
  }

  /** Nothing may come before CONNACK. [MQTT 5, MQTT-3.2.0-1] */
  #answer(packet: Packet): void {
    if (this.#state.phase === 'accepted') this.#write(packet);
    else if (this.#early.length < this.#ports.limits.heldPackets) this.#early.push(packet);
    else this.#over({ code: CODE.quotaExceeded, reason: 'too many packets before CONNACK' });
  }

  #sendEarly(): void {
    const early = this.#early;
    this.#early = [];
    for (const packet of early) this.#write(packet);
  }

  #write(packet: Packet): boolean {
    const bytes = this.#bytesOf(packet);
    if (bytes !== undefined) this.#outer.write(bytes);
    return bytes !== undefined;
  }

  /** Undefined when the client takes no packet of that size: it is dropped as if it had been sent. [MQTT-3.1.2-25] */
  #bytesOf(packet: Packet): Buffer | undefined {
    const bytes = mqttPacket.generate(packet, { protocolVersion: 5 });
    if (bytes.length <= this.#state.maximumPacketBytes) return bytes;
    if (packet.cmd === 'publish') this.#ports.onTooLarge(packet.topic);
    return undefined;
  }

  /** Tells the client, and aedes. */
  #over(ending: Ending): void {
    if (this.#isOver) return;
    this.#say(ending);
    this.destroy(new Error(ending.reason));
  }

  #say({ code, reason }: Ending): void {
    this.#isOver = true;
    if (!this.#outer.writable) return;
    const properties = this.#state.maximumPacketBytes < WORDS_BYTES_MIN ? {} : { reasonString: reason };
    if (this.#state.phase === 'accepted') this.#write({ cmd: 'disconnect', reasonCode: code, properties });
    else this.#write(refusal(refusalCodeOf(code), properties));
  }

  /** The client's end is gone. */
  #lost(error?: Error): void {
    this.#isOver = true;
    this.destroy(error);
  }

  /** Lets the last words out, and whatever the client still sends run dry: unread bytes would take the words back. */
  #close(): void {
    this.#isOver = true;
    const outer = this.#outer;
    if (outer.destroyed) return;
    outer.removeAllListeners('readable');
    outer.resume();
    outer.end();
    const cancel = this.#ports.clock.schedule(GRACE_MS, 'the end of a connection', () => outer.destroy());
    outer.once('close', cancel);
  }
}

function refusal(reasonCode: number, properties: { readonly reasonString?: string }): IConnackPacket {
  return { cmd: 'connack', sessionPresent: false, reasonCode, properties };
}

/** The parser's errors are about one packet that is malformed; those of aedes say themselves what they are. */
function endingFor({ message }: Error): Ending {
  const code = failureCodeOf(message);
  return {
    code: code === CODE.protocolError && !isOfAedes(message) ? CODE.malformedPacket : code,
    reason: message,
  };
}

const isOfAedes = (message: string) =>
  /^(?:Invalid protocol|packet received not valid|connection closed)$/.test(message);
