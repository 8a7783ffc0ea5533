/**
 * A client that speaks MQTT packets over a memory stream: tests write packet objects and read packet objects.
 *
 * It knows nothing of 1/KP and hides nothing: what the server sends is in `received`, in order.
 */
import type { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import mqttPacket, { type Packet } from 'mqtt-packet';

/** aedes answers a ping at once, a message a few turns of the event loop later; more turns than it ever needs. */
const QUIET_TURNS = 25;

export interface WireClient {
  readonly received: Packet[];
  /** True once the server has ended the connection. */
  readonly ended: boolean;
  send(packet: Packet): void;
  /** Bytes as they are, to send what no codec would. */
  sendBytes(bytes: Uint8Array): void;
  /** The next packet of that kind that was not taken yet; waits for it. */
  take<Cmd extends Packet['cmd']>(cmd: Cmd): Promise<Extract<Packet, { cmd: Cmd }>>;
  /** PUBLISH packets not taken yet, once the event loop has turned and a ping came back: all there was to say. */
  quiet(): Promise<Array<{ topic: string; payload: string; qos: number }>>;
  destroy(): void;
}

/** @param acknowledges whether messages of QoS 1 are acknowledged by themselves */
export function wireClient(
  stream: Duplex,
  protocolVersion: 3 | 4 | 5 = 4,
  { acknowledges = true }: { readonly acknowledges?: boolean } = {},
): WireClient {
  const received: Packet[] = [];
  const untaken: Packet[] = [];
  const waiting: Array<{ cmd: string; resolve: (packet: Packet) => void }> = [];
  let ended = false;
  const parser = mqttPacket.parser({ protocolVersion });
  parser.on('packet', (packet: Packet) => {
    received.push(packet);
    if (acknowledges && packet.cmd === 'publish' && packet.qos === 1) {
      stream.write(mqttPacket.generate({ cmd: 'puback', messageId: packet.messageId ?? 0 }));
    }
    const index = waiting.findIndex((entry) => entry.cmd === packet.cmd);
    if (index >= 0) waiting.splice(index, 1)[0]?.resolve(packet);
    else untaken.push(packet);
  });
  stream.on('data', (chunk: Buffer) => parser.parse(chunk));
  stream.on('close', () => {
    ended = true;
  });
  stream.on('error', () => {});

  const take = (cmd: string): Promise<Packet> => {
    const index = untaken.findIndex((packet) => packet.cmd === cmd);
    if (index >= 0) return Promise.resolve(untaken.splice(index, 1)[0] as Packet);
    return new Promise((resolve) => waiting.push({ cmd, resolve }));
  };
  return {
    received,
    get ended() {
      return ended;
    },
    send: (packet) => stream.write(mqttPacket.generate(packet, { protocolVersion })),
    sendBytes: (bytes) => stream.write(bytes),
    take: take as WireClient['take'],
    async quiet() {
      for (let turn = 0; turn < QUIET_TURNS; turn++) await setImmediate();
      stream.write(mqttPacket.generate({ cmd: 'pingreq' }));
      await take('pingresp');
      const publishes = untaken.filter((packet) => packet.cmd === 'publish');
      for (const packet of publishes) untaken.splice(untaken.indexOf(packet), 1);
      return publishes.map(({ topic, payload, qos }) => ({ topic, payload: payload.toString(), qos }));
    },
    destroy: () => stream.destroy(),
  };
}

/** Connects as a plain MQTT 3.1.1 client and waits for the CONNACK. */
export async function connected(stream: Duplex, clientId: string): Promise<WireClient> {
  const client = wireClient(stream);
  client.send({
    cmd: 'connect',
    clientId,
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    keepalive: 0,
  });
  await client.take('connack');
  return client;
}

type Connect = Extract<Packet, { cmd: 'connect' }>;

/** A CONNECT of MQTT 5. */
export const connect5 = (parts: Partial<Connect> = {}): Connect => ({
  cmd: 'connect',
  clientId: 'five',
  protocolId: 'MQTT',
  protocolVersion: 5,
  clean: true,
  keepalive: 0,
  ...parts,
});

/** Connects as a client of MQTT 5 and waits for the CONNACK. */
export async function connected5(
  stream: Duplex,
  parts: Partial<Connect> = {},
  options: { readonly acknowledges?: boolean } = {},
): Promise<WireClient> {
  const client = wireClient(stream, 5, options);
  client.send(connect5(parts));
  await client.take('connack');
  return client;
}

let messageId = 0;

/** A PUBLISH at QoS 1 (or 0). */
export function publish(topic: string, payload: string | Uint8Array = '', qos: 0 | 1 | 2 = 1): Packet {
  messageId = (messageId % 65_535) + 1;
  const body = typeof payload === 'string' ? payload : Buffer.from(payload);
  return {
    cmd: 'publish',
    topic,
    payload: body,
    qos,
    retain: false,
    dup: false,
    ...(qos > 0 ? { messageId } : {}),
  };
}
