/**
 * The local platform as the server of a conformance run, with its operator: the blueprint in `conformance/`.
 */
import { type Endpoint, GUARDED_KEYS, type Operator } from '../conformance/operator.js';
import { createHttpWire } from '../conformance/wire/http.js';
import { createMqttWire } from '../conformance/wire/mqtt.js';
import { openStream } from '../conformance/wire/streams.js';
import type { Protocol, Timing, Wire } from '../conformance/wire/wire.js';
import type { Clock } from '../kernel/clock.js';
import { Journal } from '../kernel/journal.js';
import { createRandom, freshSeed } from '../kernel/random.js';
import { packageFile } from '../package-file.js';
import { Platform } from '../platform/platform.js';
import { loadBlueprint } from './blueprints.js';
import type { ConformanceServer } from './conformance.js';

const APPLICATION = 'conformance';
const PLAIN_VERSION = 'conformance-v1';
const GUARDED_VERSION = 'conformance-guarded';
const TARGET = 'the local platform';

export interface LocalServerOptions {
  readonly clock: Clock;
  readonly timing: Timing;
}

/** Starts a platform of its own for the cases. */
export async function localServer(
  protocols: readonly Protocol[],
  { clock, timing }: LocalServerOptions,
): Promise<ConformanceServer> {
  const platform = new Platform(await loadBlueprint(packageFile('conformance')), {
    clock,
    journal: new Journal(clock),
    random: createRandom(freshSeed()),
  });
  // WebSocket and HTTP need a port; MQTT goes through memory.
  const needsPort = protocols.some((protocol) => protocol === 'ws' || protocol === 'http');
  await platform.start(needsPort ? { host: '127.0.0.1', httpPort: 0 } : undefined);
  const wires = protocols.map((protocol) => wireTo(platform, protocol, { clock, timing }));
  return {
    target: TARGET,
    wires,
    endpoints: [],
    operator: operatorOf(platform, clock),
    close: () => platform.stop(),
  };
}

function wireTo(platform: Platform, protocol: Protocol, { clock, timing }: LocalServerOptions): Wire {
  const { http = '', ws = '' } = platform.addresses;
  if (protocol === 'http') return createHttpWire({ target: http, clock, timing });
  return createMqttWire({
    protocol,
    version: protocol === 'mqtt5' ? 5 : 4,
    target: TARGET,
    clientId: 'conformance',
    clock,
    timing,
    openStream: protocol === 'ws' ? () => openStream(ws) : async () => platform.connect(),
  });
}

/** The platform's own methods as what a person would do at the dashboard. */
export function operatorOf(platform: Platform, clock: Clock): Operator {
  let registered = 0;
  const { services } = platform;
  const idOf = ({ token }: Endpoint) => services.cm.find(APPLICATION, token)?.endpointId ?? '';
  return {
    ownsVersions: true,
    guarded: GUARDED_KEYS,
    async register({ guarded = false, metadata }) {
      const appVersion = guarded ? GUARDED_VERSION : PLAIN_VERSION;
      const token = `endpoint-${++registered}`;
      platform.register({
        applicationName: APPLICATION,
        appVersionName: appVersion,
        token,
        ...(metadata !== undefined && { metadata: { ...metadata } }),
      });
      return { appVersion, token };
    },
    invokeCommand: async (endpoint, command) =>
      platform.invokeCommand({ endpointId: idOf(endpoint), ...command }),
    setConfiguration: async (endpoint, config, name) =>
      platform.setConfiguration({
        appVersionName: endpoint.appVersion,
        endpointId: idOf(endpoint),
        config,
        ...(name !== undefined && { name }),
      }),
    configurationStatus: async (endpoint, configId, name = 'default') =>
      services.ecr.statuses({ endpointId: idOf(endpoint), configId, name })[0]?.status,
    metadata: async (endpoint) => services.epr.metadata(idOf(endpoint)),
    async lastValue(endpoint, field) {
      const endpointId = idOf(endpoint);
      const last = services.epts.last({ applicationName: APPLICATION, endpointIds: [endpointId] });
      const point = last[endpointId]?.[`auto~${field}`]?.[0];
      return point === undefined ? undefined : { value: point.values.value, timestampMs: point.timestamp };
    },
    now: () => clock.now(),
    elapse: (ms) =>
      new Promise((resolve) => {
        clock.schedule(ms, 'the time of a case', resolve);
      }),
  };
}
