/**
 * KPC with a scripted extension behind it and memory streams in front: what clients see of KPC, and nothing else.
 */
import type { Duplex } from 'node:stream';
import { Ajv } from 'ajv';
import type { LoadedBlueprint } from '../../src/blueprint/model.js';
import { Journal } from '../../src/kernel/journal.js';
import { createRandom } from '../../src/kernel/random.js';
import { VirtualClock } from '../../src/kernel/virtual-clock.js';
import { EventBus, type PlatformEvent } from '../../src/platform/esp/events.js';
import type { ClientData, ExtensionData } from '../../src/platform/esp/messages.js';
import { type Authenticate, anybody } from '../../src/platform/kpc/authentication.js';
import { Communication } from '../../src/platform/kpc/communication.js';
import { Kpc as KpcService } from '../../src/platform/kpc/kpc.js';
import { type KpcSettings, KpcSettings as Settings } from '../../src/platform/kpc/settings.js';
import { TokenRegister } from '../../src/platform/services/cm/cm.js';
import { EndpointRegister } from '../../src/platform/services/epr/epr.js';
import { Tekton } from '../../src/platform/services/tekton/tekton.js';

/** Settings as a blueprint has them: those given, completed with the defaults. */
export function kpcSettings(given: object = {}): KpcSettings {
  const settings = structuredClone(given);
  const validate = new Ajv({ useDefaults: true }).compile(Settings);
  if (!validate(settings)) throw new Error(JSON.stringify(validate.errors));
  return settings as KpcSettings;
}

/** More than a test makes, and little enough for the tests of memory. */
const JOURNAL_LIMIT = 10_000;

/** Two applications; `demo` has two versions, the second of which may not use cex. */
const BLUEPRINT = {
  folder: '',
  name: 'demo',
  tenant: 'kaa',
  applications: {
    demo: { versions: { 'demo-v1': {}, 'demo-v2': {} } },
    other: { versions: { 'other-v1': {} } },
  },
  services: {},
  environments: {},
  schemas: {},
  configs: { kpc: { demo: { versions: { 'demo-v2': { 'allowed-extension-instances': ['dcx', 'cmx'] } } } } },
} satisfies LoadedBlueprint;

export interface Kpc {
  readonly service: KpcService;
  readonly clock: VirtualClock;
  readonly bus: EventBus;
  readonly journal: Journal;
  readonly communication: Communication;
  readonly tokens: TokenRegister;
  readonly events: PlatformEvent[];
  /** What reached the extensions. */
  readonly submitted: ClientData[];
  /** A client's end of a new connection. */
  connect(): Duplex;
  /** IDs by token. */
  readonly endpoints: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** An answer without the parts that are copied from the request; undefined: nothing to say. */
type Script = (
  data: ClientData,
) => Pick<ExtensionData, 'statusCode' | 'payload' | 'reasonPhrase'> | undefined;

export async function startKpc(
  script: Script = () => ({ statusCode: 200 }),
  given: object = {},
  authenticate: Authenticate = anybody,
): Promise<Kpc> {
  const settings = kpcSettings(given);
  const clock = new VirtualClock();
  const journal = new Journal(clock, JOURNAL_LIMIT);
  const bus = new EventBus();
  const raised: PlatformEvent[] = [];
  bus.listenToAll((event) => raised.push(event));
  const random = createRandom(1);
  const register = new EndpointRegister({ clock, random, events: bus, journal });
  const tokens = new TokenRegister({
    clock,
    random,
    events: bus,
    journal,
    settings: { revokedTokenAgain: 'refuse', revokeInactive: 'allow' },
  });
  const endpoints: Record<string, string> = {};
  for (const [applicationName, token] of [
    ['demo', 'alpha'],
    ['demo', 'beta'],
    ['demo', '12345'],
    ['other', 'alpha'],
  ] as const) {
    const { endpointId } = register.register({
      applicationName,
      appVersionName: `${applicationName}-v1`,
      name: token,
    });
    tokens.issue(applicationName, token, endpointId);
    endpoints[applicationName === 'demo' ? token : `${applicationName}/${token}`] = endpointId;
  }
  const submitted: ClientData[] = [];
  const communication = new Communication({
    settings,
    journal,
    events: bus,
    tekton: new Tekton(BLUEPRINT),
    tokens,
    hasInstance: (name) => ['dcx', 'epmx', 'cmx', 'cex'].includes(name),
    submit(data, answer) {
      submitted.push(data);
      const { extensionInstanceName, endpointId, resourcePath, requestId } = data;
      const reply = script(data);
      if (reply !== undefined)
        answer({ extensionInstanceName, endpointId, resourcePath, requestId, ...reply });
    },
  });
  const service = await KpcService.open({
    settings,
    clock,
    random,
    journal,
    events: bus,
    communication,
    authenticate,
    blueprintFolder: '',
  });
  return {
    service,
    clock,
    bus,
    journal,
    communication,
    tokens,
    events: raised,
    submitted,
    endpoints,
    connect: () => service.connect(),
    close: () => service.close(),
  };
}
