/**
 * A 1/KP server elsewhere as the server of a conformance run: an address, and tokens or the REST APIs of the server.
 */
import { readFile } from 'node:fs/promises';
import type { Endpoint, GuardedKeys } from '../conformance/operator.js';
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
import { Rest } from '../operator/rest.js';
import type { ConformanceServer } from './conformance.js';
import { restOperator } from './conformance-rest.js';
import { trustingFetch } from './trusting-fetch.js';

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
  readonly rest?: RestAccess | undefined;
  readonly guardedVersion?: string | undefined;
  readonly guardedKeys?: GuardedKeys | undefined;
  readonly instances?: Readonly<Record<string, string>> | undefined;
  /** Allows REST that is not on this machine. */
  readonly allowRemote?: boolean | undefined;
  /** A file with the certificates of the authority to trust, in PEM. */
  readonly authorityFile?: string | undefined;
  readonly clock: Clock;
  readonly timing: Timing;
}

/** Where the REST APIs of the server begin, and the token that they ask for. */
export interface RestAccess {
  readonly url: string;
  readonly apiToken?: string | undefined;
}

interface Reach extends RemoteServerOptions {
  readonly authority: string | undefined;
  readonly fetch: typeof fetch | undefined;
}

/**
 * Looks whether the server is there and serves the tokens, so that a slip of the pen is told once and not a hundred times.
 * @throws KaaError ADDRESS_INVALID, FLAG_INVALID, TOKEN_MISSING, TOKEN_NOT_SERVED, TARGET_UNREACHABLE, LOGIN_REFUSED,
 *   AUTHORITY_UNREADABLE, APP_VERSION_NOT_SEEN, REST_UNREACHABLE, REST_UNAUTHORIZED, REST_REFUSED
 */
export async function remoteServer(target: string, options: RemoteServerOptions): Promise<ConformanceServer> {
  const protocols = protocolsFor(target, options.protocol ?? 'all');
  const { appVersion, tokens = [], rest } = options;
  const authority = await authorityIn(options.authorityFile);
  const send = authority === undefined ? undefined : trustingFetch(authority);
  const reach: Reach = { ...options, authority, fetch: send };
  const wires = protocols.map((protocol) => wireTo(target, protocol, reach));
  if (rest !== undefined) {
    const { clock, allowRemote } = options;
    const connection = new Rest({ ...rest, clock, allowRemote, fetch: send });
    const { operator, close } = await restOperator({ ...options, rest: connection });
    try {
      await refuseStranger(wires[0] as Wire, await operator.register({}), options);
    } catch (error) {
      await close();
      throw error;
    }
    return { target, wires, endpoints: [], operator, close };
  }
  if (appVersion === undefined || tokens.length === 0) throw kaaError('TOKEN_MISSING', { target });
  const endpoints = tokens.map((token) => ({ appVersion, token }));
  for (const endpoint of endpoints) await refuseStranger(wires[0] as Wire, endpoint, options);
  return { target, wires, endpoints, close: async () => {} };
}

/** @throws KaaError AUTHORITY_UNREADABLE */
async function authorityIn(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw kaaError('AUTHORITY_UNREADABLE', {
      file,
      reason: error.code === 'ENOENT' ? 'there is no such file' : error.message,
    });
  });
  if (!text.includes('-----BEGIN CERTIFICATE-----'))
    throw kaaError('AUTHORITY_UNREADABLE', { file, reason: 'there is no certificate in PEM in it' });
  return text;
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

function wireTo(target: string, protocol: Protocol, reach: Reach): Wire {
  const { clock, timing, credentials, authority } = reach;
  if (protocol === 'http') return createHttpWire({ target, clock, timing, fetch: reach.fetch });
  const suffix = createRandom(freshSeed()).stream('client ID').text(8, '0123456789abcdef');
  return createMqttWire({
    protocol,
    version: protocol === 'mqtt5' ? 5 : 4,
    target,
    clientId: `kaa-conformance-${suffix}`,
    credentials,
    clock,
    timing,
    openStream: () => openStream(target, { authority }),
  });
}

/** @throws KaaError TOKEN_NOT_SERVED when the server says so; silence is left to the cases */
async function refuseStranger(wire: Wire, endpoint: Endpoint, options: RemoteServerOptions): Promise<void> {
  const { clock, timing, instances } = options;
  const client = await wire.open('A', new Trace());
  try {
    const ports = { wire, clock, timing, instances, trace: new Trace(), endpoints: [endpoint] };
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
