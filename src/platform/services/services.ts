/**
 * The services of the local platform, opened in the order in which they must hear of events: the endpoint register
 * first, since everybody asks it, and the extensions (opened by the platform) last.
 */
import type { LoadedBlueprint, ServiceDescription } from '../../blueprint/model.js';
import type { Clock } from '../../kernel/clock.js';
import type { Journal } from '../../kernel/journal.js';
import type { Random } from '../../kernel/random.js';
import type { EventBus } from '../esp/events.js';
import { TokenRegister } from './cm/cm.js';
import { ConfigurationRegister } from './ecr/ecr.js';
import { EcrApplicationConfig, EcrSettings, EcrVersionConfig } from './ecr/settings.js';
import { EndpointLifecycle } from './epl/epl.js';
import { EplApplicationConfig, EplSettings, EplVersionConfig } from './epl/settings.js';
import { EndpointRegister } from './epr/epr.js';
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
  readonly cm: TokenRegister;
  readonly ecr: ConfigurationRegister;
  readonly otao: SoftwareRegister;
  readonly epts: TimeSeriesStore;
  readonly epl: EndpointLifecycle;
}

/** Descriptions of the services that have settings, for the catalog. */
export const STORE_SERVICES: Readonly<Record<string, ServiceDescription>> = {
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
  const tekton = new Tekton(blueprint);
  const configOf = (instance: string) => (appVersionName: string) => tekton.config(instance, appVersionName);
  const settingsOf = <Settings>(instance: string) => blueprint.services[instance]?.settings as Settings;
  const epr = new EndpointRegister(ports);
  const cm = new TokenRegister(ports);
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
    appVersionNames: (application) => Object.keys(blueprint.applications[application]?.versions ?? {}),
  });
  const epts = new TimeSeriesStore({
    events,
    journal,
    settings: settingsOf<EptsSettings>('epts'),
    config: configOf('epts'),
  });
  const epl = new EndpointLifecycle({ clock, events, config: configOf('epl') });
  return { tekton, epr, cm, ecr, otao, epts, epl };
}
