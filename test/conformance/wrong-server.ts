/**
 * A 1/KP server with one fault: the local platform, and a proxy in front of it that spoils packets on their way.
 *
 * Without a fault the proxy passes everything on unharmed, which a test shows first.
 */
import { type Duplex, duplexPair } from 'node:stream';
import { fileURLToPath } from 'node:url';
import mqttPacket, { type IPublishPacket, type Packet } from 'mqtt-packet';
import { type ConformanceReport, reportOf } from '../../src/conformance/report.js';
import { selectRequirements } from '../../src/conformance/requirements.js';
import { runSuite } from '../../src/conformance/suite.js';
import { createMqttWire } from '../../src/conformance/wire/mqtt.js';
import { operatorOf } from '../../src/facade/conformance-local.js';
import { loadBlueprint } from '../../src/index.js';
import { Journal } from '../../src/kernel/journal.js';
import { createRandom } from '../../src/kernel/random.js';
import { Platform } from '../../src/platform/platform.js';
import { TurnClock } from './turn-clock.js';

export interface Fault {
  /** What goes to the client in place of a PUBLISH of the platform. */
  readonly toClient?: (packet: IPublishPacket, proxy: Proxied) => readonly IPublishPacket[];
  /** What goes to the platform in place of a PUBLISH of the client. */
  readonly toPlatform?: (packet: IPublishPacket, proxy: Proxied) => readonly IPublishPacket[];
}

export interface Proxied {
  /** Sends a packet to this client. */
  send(packet: Packet): void;
  /** The other clients that are connected now. */
  others(): readonly Proxied[];
}

export const textOf = (packet: IPublishPacket) => packet.payload.toString();

const BLUEPRINT = fileURLToPath(new URL('../../conformance/', import.meta.url));

/** Runs the suite against the platform with that fault. */
export async function judgeWrongServer(
  fault: Fault,
  only: readonly string[] = [],
): Promise<ConformanceReport> {
  const clock = new TurnClock();
  const timing = { timeoutMs: 150, quietMs: 30 };
  const platform = new Platform(await loadBlueprint(BLUEPRINT), {
    clock,
    journal: new Journal(clock),
    random: createRandom(1),
  });
  await platform.start();
  const connect = proxyBefore(() => platform.connect(), fault);
  const ports = { protocol: 'mqtt3', version: 4, target: 'a wrong server', clientId: 'test' } as const;
  const wire = createMqttWire({ ...ports, clock, timing, openStream: async () => connect() });
  const requirements = selectRequirements(only).selected;
  const operator = operatorOf(platform, clock);
  try {
    const options = { wire, clock, timing, requirements, endpoints: [], operator, nonce: 'test' };
    return reportOf('a wrong server', await runSuite(options));
  } finally {
    await platform.stop();
  }
}

function proxyBefore(connect: () => Duplex, fault: Fault): () => Duplex {
  const clients = new Set<Proxied>();
  return () => {
    const [client, near] = duplexPair();
    const far = connect();
    const proxied: Proxied = {
      send: (packet) => near.writable && near.write(mqttPacket.generate(packet)),
      others: () => [...clients].filter((other) => other !== proxied),
    };
    clients.add(proxied);
    pass(near, far, (packet) => fault.toPlatform?.(packet, proxied));
    pass(far, near, (packet) => fault.toClient?.(packet, proxied));
    client.once('close', () => far.destroy());
    far.once('close', () => {
      clients.delete(proxied);
      client.destroy();
    });
    return client;
  };
}

function pass(
  from: Duplex,
  to: Duplex,
  spoil: (packet: IPublishPacket) => readonly IPublishPacket[] | undefined,
): void {
  const parser = mqttPacket.parser({ protocolVersion: 4 });
  parser.on('packet', (packet: Packet) => {
    const packets = packet.cmd === 'publish' ? (spoil(packet) ?? [packet]) : [packet];
    for (const each of packets) if (to.writable) to.write(mqttPacket.generate(each));
  });
  from.on('data', (chunk: Buffer) => parser.parse(chunk));
  from.on('error', () => {});
}
