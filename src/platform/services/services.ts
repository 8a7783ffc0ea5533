/**
 * The services of the local platform, opened in the order in which they must hear of events: the endpoint register
 * first, since everybody asks it, and the extensions (opened by the platform) last.
 */
import type { LoadedBlueprint, ServiceDescription } from '../../blueprint/model.js';
import type { Clock } from '../../kernel/clock.js';
import type { Journal } from '../../kernel/journal.js';
import type { Random } from '../../kernel/random.js';
import type { EventBus } from '../esp/events.js';
import { type BlobLimits, BlobStore } from './blobs/blobs.js';
import { CredentialRegister } from './ccm/ccm.js';
import { requirementsOf, tenantRequirements } from './ccm/requirements.js';
import { TokenRegister } from './cm/cm.js';
import { CmApplicationConfig, CmSettings, CmVersionConfig } from './cm/settings.js';
import { ConfigurationRegister } from './ecr/ecr.js';
import { EcrApplicationConfig, EcrSettings, EcrVersionConfig } from './ecr/settings.js';
import { EndpointLifecycle } from './epl/epl.js';
import { EplApplicationConfig, EplSettings, EplVersionConfig } from './epl/settings.js';
import { EndpointRegister } from './epr/epr.js';
import { FilterRegister } from './epr/filters.js';
import { TimeSeriesStore } from './epts/epts.js';
import { EptsApplicationConfig, EptsSettings, EptsVersionConfig } from './epts/settings.js';
import { SoftwareRegister } from './otao/otao.js';
import { OtaoApplicationConfig, OtaoSettings, OtaoVersionConfig } from './otao/settings.js';
import { Tekton } from './tekton/tekton.js';

export interface ServicePorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly journal: Journal;
  readonly events: EventBus;
}

export interface Services {
  readonly tekton: Tekton;
  readonly epr: EndpointRegister;
  readonly filters: FilterRegister;
  readonly cm: TokenRegister;
  readonly ccm: CredentialRegister;
  readonly ecr: ConfigurationRegister;
  readonly otao: SoftwareRegister;
  readonly epts: TimeSeriesStore;
  readonly epl: EndpointLifecycle;
  readonly blobs: BlobStore;
}

/** Descriptions of the services that have settings, for the catalog. */
export const STORE_SERVICES: Readonly<Record<string, ServiceDescription>> = {
  cm: describe(CmSettings, CmApplicationConfig, CmVersionConfig),
  ecr: describe(EcrSettings, EcrApplicationConfig, EcrVersionConfig),
  otao: describe(OtaoSettings, OtaoApplicationConfig, OtaoVersionConfig),
  epts: describe(EptsSettings, EptsApplicationConfig, EptsVersionConfig),
  epl: describe(EplSettings, EplApplicationConfig, EplVersionConfig),
};

function describe(
  settings: ServiceDescription['settings'],
  applicationConfig: ServiceDescription['applicationConfig'],
  versionConfig: ServiceDescription['versionConfig'],
): ServiceDescription {
  return { extension: false, settings, applicationConfig, versionConfig };
}

export function openServices(blueprint: LoadedBlueprint, ports: ServicePorts): Services {
  const { clock, journal, events } = ports;
  const tekton = new Tekton(blueprint, ports);
  const configOf = (instance: string) => (appVersionName: string) => tekton.config(instance, appVersionName);
  const settingsOf = <Settings>(instance: string) => blueprint.services[instance]?.settings as Settings;
  const epr = new EndpointRegister(ports);
  const filters = new FilterRegister({ ...ports, endpoints: epr });
  const cm = new TokenRegister({ ...ports, settings: settingsOf<CmSettings>('cm') });
  const ccm = openCredentials(blueprint, ports);
  const ecr = new ConfigurationRegister({
    clock,
    events,
    journal,
    settings: settingsOf<EcrSettings>('ecr'),
    config: configOf('ecr'),
  });
  const otao = new SoftwareRegister({
    events,
    journal,
    config: configOf('otao'),
    appVersionNames: (application) => tekton.versionsOf(application).map((version) => version.appVersionName),
  });
  const epts = new TimeSeriesStore({
    events,
    journal,
    settings: settingsOf<EptsSettings>('epts'),
    config: configOf('epts'),
  });
  const epl = new EndpointLifecycle({
    clock,
    events,
    config: configOf('epl'),
    isRegistered: (endpointId) => epr.endpoint(endpointId) !== undefined,
  });
  const blobs = new BlobStore({
    ...ports,
    limits: blobLimitsOf(blueprint),
    applicationOf: (appVersionName) => tekton.version(appVersionName)?.applicationName ?? '',
  });
  return { tekton, epr, filters, cm, ccm, ecr, otao, epts, epl, blobs };
}

function openCredentials(blueprint: LoadedBlueprint, ports: ServicePorts): CredentialRegister {
  const requirements = requirementsOf(blueprint.services.kpc?.settings);
  const others = Object.entries(blueprint.tenants ?? {}).map(
    ([name, tenant]) => [name, tenantRequirements(tenant, requirements)] as const,
  );
  return new CredentialRegister({
    ...ports,
    tenant: blueprint.tenant,
    requirements,
    others: new Map(others),
  });
}

/** There is one store: the first instance of bcx says how much it holds. Without one nobody can upload. */
function blobLimitsOf({ services }: LoadedBlueprint): BlobLimits {
  const instance = services.bcx ?? Object.values(services).find(({ service }) => service === 'bcx');
  const {
    blobBytesMax = 0,
    storeBytesMax = 0,
    blobsMax = 1,
    whenFull = 'refuse',
  } = (instance?.settings ?? {}) as Partial<BlobLimits>;
  return { blobBytesMax, storeBytesMax, blobsMax, whenFull };
}
