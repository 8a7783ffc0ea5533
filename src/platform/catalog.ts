/**
 * What the local platform offers to a blueprint: every service with the schemas of its settings, and the service
 * instances of a plain installation. Tekton keeps the same list in a real one. (reference §8.3)
 */

import type { ServiceCatalog, ServiceDescription, ServiceInstance } from '../blueprint/model.js';
import { Type } from '../schema.js';
import { EXTENSIONS } from './extensions/registry.js';
import { KpcApplicationConfig, KpcSettings, KpcVersionConfig } from './kpc/settings.js';
import { RestSettings } from './rest/settings.js';
import { STORE_SERVICES } from './services/services.js';

const NOTHING = Type.Object({}, { additionalProperties: false });

const PLAIN: ServiceDescription = {
  extension: false,
  settings: NOTHING,
  applicationConfig: NOTHING,
  versionConfig: NOTHING,
};

const REST: ServiceDescription = { ...PLAIN, settings: RestSettings };

const KPC: ServiceDescription = {
  extension: false,
  settings: KpcSettings,
  applicationConfig: KpcApplicationConfig,
  versionConfig: KpcVersionConfig,
};

/** The instances that exist without being named, as in an installation from Kaa's own charts. */
const DEFAULT_INSTANCES: Readonly<Record<string, ServiceInstance>> = {
  kpc: { service: 'kpc' },
  dcx: { service: 'dcx' },
  epmx: { service: 'epmx' },
  cmx: { service: 'cmx' },
  cmx_ota: { service: 'cmx', settings: { provider: 'otao' } },
  cex: { service: 'cex' },
  bcx: { service: 'bcx' },
  tsx: { service: 'tsx' },
  rsx: { service: 'rsx' },
  epr: { service: 'epr' },
  cm: { service: 'cm' },
  ccm: { service: 'ccm' },
  ecr: { service: 'ecr' },
  otao: { service: 'otao' },
  epts: { service: 'epts' },
  epl: { service: 'epl' },
  rest: { service: 'rest' },
};

export function serviceCatalog(): ServiceCatalog {
  const extensions = Object.entries(EXTENSIONS).map(([name, { extension }]) => {
    const { settings, applicationConfig, versionConfig } = extension;
    return [name, { extension: true, settings, applicationConfig, versionConfig }] as const;
  });
  return {
    services: {
      kpc: KPC,
      epr: PLAIN,
      ccm: PLAIN,
      rest: REST,
      ...STORE_SERVICES,
      ...Object.fromEntries(extensions),
    },
    defaultInstances: DEFAULT_INSTANCES,
  };
}
