/** The server's end of an MQTT connection in memory: answers CONNECT as told, and shows what it gets. */
import { type Duplex, duplexPair } from 'node:stream';
import mqtt, { type Packet } from 'mqtt-packet';

export interface PeerBehaviour {
  /** CONNACK code; undefined: none, the connection stays silent. */
  readonly returnCode?: number | undefined;
  readonly acknowledges?: boolean;
  /** Closes the connection instead of answering CONNECT. */
  readonly hangsUp?: boolean;
}

export class MqttPeer {
  readonly packets: Packet[] = [];
  readonly stream: Duplex;
  /** What the client gets. */
  readonly clientEnd: Duplex;
  isClosed = false;

  constructor({ returnCode, acknowledges = true, hangsUp = false }: PeerBehaviour = { returnCode: 0 }) {
    const [clientEnd, stream] = duplexPair();
    clientEnd.once('close', () => stream.destroy());
    stream.once('close', () => {
      this.isClosed = true;
      clientEnd.destroy();
    });
    this.stream = stream;
    this.clientEnd = clientEnd;
    const parser = mqtt.parser({ protocolVersion: 4 });
    parser.on('packet', (packet) => {
      this.packets.push(packet);
      if (packet.cmd === 'connect' && hangsUp) stream.destroy();
      else if (packet.cmd === 'connect' && returnCode !== undefined) {
        this.send({ cmd: 'connack', returnCode, sessionPresent: false });
      }
      if (packet.cmd === 'publish' && acknowledges)
        this.send({ cmd: 'puback', messageId: packet.messageId ?? 0 });
    });
    stream.on('data', (chunk: Buffer) => parser.parse(chunk));
  }

  send(packet: Packet): void {
    this.stream.write(mqtt.generate(packet));
  }

  get commands(): string[] {
    return this.packets.map(({ cmd }) => String(cmd));
  }
}
