/**
 * The extensions of the local platform, by the name of their service: one line each.
 *
 * To add one: its folder here, its line below. A blueprint names instances of them, with settings of their own.
 */
import { bcx } from './bcx/index.js';
import { cex } from './cex/index.js';
import { cmx } from './cmx/index.js';
import type { CmxSettings } from './cmx/settings.js';
import { dcx } from './dcx/index.js';
import { epmx } from './epmx/index.js';
import type { Extension } from './extension.js';
import type { ConfigurationProvider, MetadataProvider } from './providers.js';
import { rsx } from './rsx/index.js';
import { tsx } from './tsx/index.js';

/** The services that extensions may ask. */
export interface ProviderServices {
  readonly epr: MetadataProvider;
  readonly ecr: ConfigurationProvider;
  readonly otao: ConfigurationProvider;
}

export interface RegisteredExtension {
  readonly extension: Extension;
  /** The service that an instance with these (checked and completed) settings asks. */
  readonly provider: (services: ProviderServices, settings: unknown) => unknown;
}

export const EXTENSIONS: Readonly<Record<string, RegisteredExtension>> = {
  dcx: register(dcx, ({ epr }) => epr),
  epmx: register(epmx, ({ epr }) => epr),
  cmx: register(cmx, (services, { provider }: CmxSettings) => services[provider]),
  cex: register(cex, () => undefined),
  bcx: register(bcx, () => undefined),
  tsx: register(tsx, () => undefined),
  rsx: register(rsx, () => undefined),
};

/** Sees to it that an extension gets the provider that it asks for; its own types matter to nobody else. */
function register<State, Settings, Provider>(
  extension: Extension<State, Settings, Provider>,
  provider: (services: ProviderServices, settings: Settings) => Provider,
): RegisteredExtension {
  return { extension: extension as Extension, provider: provider as RegisteredExtension['provider'] };
}
