/**
 * A 1/KP server elsewhere as the server of a conformance run: an address, tokens, and no operator.
 */
import type { Endpoint } from '../conformance/operator.js';
import { Probe } from '../conformance/probe.js';
import { createHttpWire } from '../conformance/wire/http.js';
import { createMqttWire } from '../conformance/wire/mqtt.js';
import { openStream } from '../conformance/wire/streams.js';
import { Trace } from '../conformance/wire/trace.js';
import type { Credentials, Protocol, Timing, Wire } from '../conformance/wire/wire.js';
import { kaaError } from '../errors.js';
import type { Clock } from '../kernel/clock.js';
import { createRandom, freshSeed } from '../kernel/random.js';
import { decodeErrorResponse } from '../kp1/error-response.js';
import type { ConformanceServer } from './conformance.js';

/** What may be spoken at an address, the usual one first. */
const SPOKEN: Readonly<Record<string, readonly Protocol[]>> = {
  'mqtt:': ['mqtt3', 'mqtt5'],
  'mqtts:': ['mqtt3', 'mqtt5'],
  'ws:': ['ws'],
  'wss:': ['ws'],
  'http:': ['http'],
  'https:': ['http'],
};

export interface RemoteServerOptions {
  readonly protocol?: Protocol | 'all' | undefined;
  readonly appVersion?: string | undefined;
  readonly tokens?: readonly string[] | undefined;
  readonly credentials?: Credentials | undefined;
  readonly clock: Clock;
  readonly timing: Timing;
}

/**
 * Looks whether the server is there and serves the tokens, so that a slip of the pen is told once and not a hundred times.
 * @throws KaaError ADDRESS_INVALID, FLAG_INVALID, TOKEN_MISSING, TOKEN_NOT_SERVED, TARGET_UNREACHABLE, LOGIN_REFUSED
 */
export async function remoteServer(target: string, options: RemoteServerOptions): Promise<ConformanceServer> {
  const protocols = protocolsFor(target, options.protocol ?? 'all');
  const { appVersion, tokens = [] } = options;
  if (appVersion === undefined || tokens.length === 0) throw kaaError('TOKEN_MISSING', { target });
  const endpoints = tokens.map((token) => ({ appVersion, token }));
  const wires = protocols.map((protocol) => wireTo(target, protocol, options));
  for (const endpoint of endpoints) await refuseStranger(wires[0] as Wire, endpoint, options);
  return { target, wires, endpoints, close: async () => {} };
}

function protocolsFor(address: string, wanted: Protocol | 'all'): readonly Protocol[] {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const spoken = SPOKEN[url?.protocol ?? ''];
  if (url === undefined || spoken === undefined || url.hostname === '') {
    const reason = url === undefined ? 'it is no URL' : `${url.protocol}// is not spoken here`;
    throw kaaError('ADDRESS_INVALID', { address, reason });
  }
  if (wanted === 'all') return spoken;
  if (spoken.includes(wanted)) return [wanted];
  const reason = `at ${url.protocol}// one speaks ${spoken.join(' or ')}`;
  throw kaaError('FLAG_INVALID', { flag: 'protocol', value: wanted, reason });
}

function wireTo(target: string, protocol: Protocol, options: RemoteServerOptions): Wire {
  const { clock, timing, credentials } = options;
  if (protocol === 'http') return createHttpWire({ target, clock, timing });
  const suffix = createRandom(freshSeed()).stream('client ID').text(8, '0123456789abcdef');
  return createMqttWire({
    protocol,
    version: protocol === 'mqtt5' ? 5 : 4,
    target,
    clientId: `kaa-conformance-${suffix}`,
    credentials,
    clock,
    timing,
    openStream: () => openStream(target),
  });
}

/** @throws KaaError TOKEN_NOT_SERVED when the server says so; silence is left to the cases */
async function refuseStranger(wire: Wire, endpoint: Endpoint, options: RemoteServerOptions): Promise<void> {
  const { clock, timing } = options;
  const client = await wire.open('A', new Trace());
  try {
    const ports = { wire, clock, timing, trace: new Trace(), endpoints: [endpoint] };
    const topic = new Probe({ ...ports, nonce: '', nextRequestId: () => 1 }).topic(endpoint, 'epmx/get/keys');
    await client.publish(topic, '');
    const answer = await client.find(0, (message) => message.topic.startsWith(`${topic}/`));
    if (answer?.topic !== `${topic}/error`) return;
    const { statusCode, reasonPhrase } = decodeErrorResponse(answer.payload);
    const reason = `${statusCode} ${reasonPhrase}`;
    throw kaaError('TOKEN_NOT_SERVED', { target: wire.target, ...endpoint, reason });
  } finally {
    client.close();
  }
}
