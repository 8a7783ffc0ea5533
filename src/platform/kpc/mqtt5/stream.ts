/**
 * A connection of MQTT 5, as the connection of MQTT 3.1.1 that aedes takes it for.
 *
 *     client ◄── MQTT 5 ──► stream of the client ◄─ cut, parse, translate, generate ─► this stream ◄── 3.1.1 ──► aedes
 *
 * It moves bytes and waits where the other side waits; what a packet means is in `inward.ts` and `outward.ts`. What a client does
 * wrong ends this stream behind what came before, which is handled first; so do DISCONNECT and the end of the client's stream. Whatever follows
 * CONNECT stays in the client's stream until the client is let in, so that the one does not end before the other.
 */
import { Duplex } from 'node:stream';
import mqttPacket, { type IConnackPacket, type Packet, type Parser } from 'mqtt-packet';
import type { Clock } from '../../../kernel/clock.js';
import { type FrameListeners, Frames } from '../../../mqtt/frames.js';
import type { KpcLimits } from '../limits.js';
import { breach, guardParser } from '../packet-guard.js';
import { ProtocolFault } from '../protocol-fault.js';
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
  readonly onTooLarge: (client: string, topic: string) => void;
}

export class Mqtt5Stream extends Duplex implements FrameListeners {
  /** What the client is told when the connection is destroyed without an error; nothing when undefined. */
  farewell: Ending | undefined;
  /** Why this stream has ended; null when the client's has. */
  fault: Error | null = null;
  readonly #outer: Duplex;
  readonly #ports: Mqtt5Ports;
  readonly #state = newState();
  readonly #window = new SendWindow();
  readonly #frames: Frames;
  readonly #outerParser: Parser;
  readonly #innerParser: Parser;
  #wantsMore = false;
  /** Nothing that the client sends is read any more. */
  #isDeaf = false;
  /** Nothing is said to the client any more. */
  #isOver = false;
  /** Waits for the client to read. */
  #blocked: Done | undefined;

  constructor(outer: Duplex, ports: Mqtt5Ports) {
    super();
    this.#outer = outer;
    this.#ports = ports;
    this.#frames = new Frames(ports.limits.packetBytes, this);
    this.#outerParser = mqttPacket.parser({ protocolVersion: 5 });
    guardParser(this.#outerParser, ports.limits.packetBytes);
    this.#outerParser.on('packet', (packet: Packet) => this.#fromClient(packet));
    this.#outerParser.on('error', (error: Error) => this.#hearNoMore(error));
    this.#innerParser = mqttPacket.parser({ protocolVersion: 4 });
    this.#innerParser.on('packet', (packet: Packet) => this.#fromAedes(packet));
    this.#innerParser.on('error', (error: Error) => this.destroy(error));
    outer.on('readable', () => this.#pump());
    outer.on('end', () => this.#hearNoMore(null));
    outer.on('drain', () => this.#unblock());
    outer.on('close', () => this.#lost());
    outer.on('error', (error) => this.#lost(error));
  }

  override _read(): void {
    this.#wantsMore = true;
    this.#pump();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.#innerParser.parse(chunk);
    if (this.#outer.writableNeedDrain && !this.#isOver) this.#blocked = done;
    else done();
  }

  override _destroy(error: Error | null, done: Done): void {
    const ending = this.farewell ?? (error === null ? undefined : endingFor(error));
    if (!this.#isOver && ending !== undefined) this.#say(ending);
    this.#close();
    done(error);
  }

  #pump(): void {
    while (this.#wantsMore && !this.#isDeaf && this.#state.phase !== 'connecting') {
      const chunk: Buffer | null = this.#outer.read();
      if (chunk === null) return;
      const rest = this.#frames.push(chunk);
      if (rest !== undefined && !this.#isDeaf) this.#outer.unshift(rest);
    }
  }

  /** @returns false for CONNECT: what follows it waits */
  onFrame(bytes: Buffer, start: number, _body: number, end: number): boolean {
    if (!this.#isDeaf) this.#outerParser.parse(bytes.subarray(start, end));
    return this.#state.phase !== 'connecting';
  }

  onBroken(bytes: Buffer): void {
    if (!this.#isDeaf) this.#outerParser.parse(bytes);
  }

  #fromClient(packet: Packet): void {
    if (this.#isDeaf) return;
    const turn = inward(this.#state, packet, this.#ports.assignClientId);
    if (turn.acknowledged !== undefined) this.#acknowledged(turn.acknowledged);
    if (turn.outside !== undefined) this.#write(turn.outside);
    if (turn.end !== undefined) this.#hearNoMore(breach(packet, turn.end.reason, { code: turn.end.code }));
    else if (turn.inside !== undefined && !this.push(mqttPacket.generate(turn.inside)))
      this.#wantsMore = false;
    if (turn.isLast) this.#hearNoMore(null);
  }

  /** Aedes learns of it when it has handled what came before, and so does the client. */
  #hearNoMore(fault: Error | null): void {
    if (this.#isDeaf) return;
    this.#isDeaf = true;
    this.fault = fault;
    this.push(null);
  }

  #fromAedes(packet: Packet): void {
    if (this.#isOver) return;
    const translated = outward(this.#state, packet, this.#ports.limits);
    if (translated.cmd === 'publish' && translated.qos > 0) {
      const bytes = this.#bytesOf(translated);
      if (bytes === undefined) return;
      const id = translated.messageId ?? 0;
      if (this.#window.enter(id, bytes, this.#state.receiveMaximum)) this.#send(bytes);
      else if (this.#window.bytes > this.#ports.limits.sendBufferBytes)
        this.#over({ code: CODE.quotaExceeded, reason: 'the client does not acknowledge what it gets' });
      return;
    }
    const isWritten = this.#write(translated);
    if (translated.cmd !== 'connack') return;
    if (!isWritten)
      this.#over({ code: CODE.packetTooLarge, reason: 'it takes no packet of the size of CONNACK' });
    else if (this.#state.phase === 'accepted') this.#pump();
  }

  #acknowledged(messageId: number): void {
    const next = this.#window.leave(messageId);
    if (next !== undefined) this.#send(next);
  }

  #write(packet: Packet): boolean {
    const bytes = this.#bytesOf(packet);
    if (bytes !== undefined) this.#send(bytes);
    return bytes !== undefined;
  }

  /** Who has gone is told nothing. */
  #send(bytes: Buffer): void {
    if (this.#outer.writable) this.#outer.write(bytes);
  }

  /** Undefined when the client takes no packet of that size: it is dropped as if it had been sent. [MQTT-3.1.2-25] */
  #bytesOf(packet: Packet): Buffer | undefined {
    const bytes = mqttPacket.generate(packet, { protocolVersion: 5 });
    if (bytes.length <= this.#state.maximumPacketBytes) return bytes;
    if (packet.cmd === 'publish') this.#ports.onTooLarge(this.#state.clientId ?? '', packet.topic);
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

  /** The client's end is gone; what came before is handled still, unless the connection broke. */
  #lost(error?: Error): void {
    this.#isOver = true;
    this.#unblock();
    if (error === undefined) this.#hearNoMore(null);
    else this.destroy(error);
  }

  #unblock(): void {
    const done = this.#blocked;
    this.#blocked = undefined;
    done?.();
  }

  /** Lets the last words out, and whatever the client still sends run dry: unread bytes would take the words back. */
  #close(): void {
    this.#isOver = true;
    this.#isDeaf = true;
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

function endingFor(error: Error): Ending {
  const { message: reason } = error;
  return { code: error instanceof ProtocolFault ? error.code : failureCodeOf(reason), reason };
}
