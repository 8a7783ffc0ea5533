/**
 * Limits of KPC: what one client, and all of them together, may take from this process.
 *
 * Kaa publishes none (reference, open question 32); the defaults are far above what devices need and far below what
 * hurts a laptop. Each is a setting, and each refusal is journaled with the name of the limit.
 */
import { type Static, Type } from '../../schema.js';

const AtLeast = (minimum: number, value: number, description: string, maximum = 2_147_483_647) =>
  Type.Integer({ minimum, maximum, default: value, description });

export const KpcLimits = Type.Object(
  {
    packetBytes: AtLeast(
      64,
      1_048_576,
      'Largest MQTT packet and largest body of an HTTP request, in bytes.',
      268_435_455,
    ),
    topicBytes: AtLeast(16, 2048, 'Longest topic that a client may publish to, in bytes.', 65_000),
    topicLevels: AtLeast(4, 32, 'Most levels of a topic that a client may publish to.', 100),
    clientIdBytes: AtLeast(23, 512, 'Longest client ID, in bytes.', 65_535),
    connections: AtLeast(1, 10_000, 'Connections from outside at one time, over all transports together.'),
    connectTimeoutMs: AtLeast(
      100,
      10_000,
      'Milliseconds within which a connection must bring its CONNECT, TLS handshake or HTTP request header.',
    ),
    inflightQos2: AtLeast(
      1,
      1000,
      'Messages of QoS 2 of one client that wait for their PUBREL; MQTT 5 clients are told as Receive Maximum.',
      65_535,
    ),
    subscriptions: AtLeast(1, 1000, 'Topic filters that one client may be subscribed to.'),
    sendBufferBytes: AtLeast(
      65_536,
      16_777_216,
      'Bytes that may wait for one client to read them; its connection ends beyond.',
    ),
    drainTimeoutMs: AtLeast(
      100,
      60_000,
      'Milliseconds for which a client may read nothing of what waits for it; its connection ends then.',
    ),
    tcpKeepAliveMs: AtLeast(
      1000,
      60_000,
      'Milliseconds of silence after which the operating system asks whether the peer is still there.',
    ),
  },
  { additionalProperties: false, default: {}, description: 'What clients may take from the platform.' },
);

export type KpcLimits = Static<typeof KpcLimits>;
export type LimitName = keyof KpcLimits;
