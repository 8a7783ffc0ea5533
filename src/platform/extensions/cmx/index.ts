/**
 * CMX, configuration management: hands endpoints their configuration, asked or unasked, and learns whether it was
 * applied. [7/CMP]
 *
 *     /config/json[/<name>]    "what is my configuration?", answered and pushed as {configId, config}
 *     /applied/json[/<name>]   "I have applied it", or why not
 *
 * The configurations belong to a provider: ECR, or OTAO, which makes an instance of it serve software updates
 * (`cmx_ota`). What was sent and applied is remembered per endpoint and configuration name.
 */
import { CONFIGURATION_NAME_PATTERN } from '../../../kp1/payloads.js';
import { type Extension, NO_EFFECTS, refuse } from '../extension.js';
import type { ConfigurationProvider } from '../providers.js';
import { cmxMemory } from './memory.js';
import { pushAgain, pushOnConnect, pushOnUpdate } from './pushes.js';
import { reportApplied, requestConfiguration } from './requests.js';
import { CmxApplicationConfig, CmxSettings, CmxVersionConfig } from './settings.js';
import { type CmxState, DEFAULT_NAME } from './state.js';

const RESOURCE = /^\/(config|applied)\/json(?:\/([^/]+))?$/;
const NAME = new RegExp(CONFIGURATION_NAME_PATTERN);

export const cmx: Extension<CmxState, CmxSettings, ConfigurationProvider> = {
  settings: CmxSettings,
  applicationConfig: CmxApplicationConfig,
  versionConfig: CmxVersionConfig,

  memory: cmxMemory,

  open: (settings, provider) => ({ settings, provider, endpoints: new Map() }),

  handle(state, request, ctx) {
    const match = RESOURCE.exec(request.resourcePath);
    const name = match?.[2] ?? DEFAULT_NAME;
    if (match === null || (match[2] !== undefined && !state.settings.namedConfigurations)) {
      const path = request.resourcePath || '(empty)';
      return refuse(404, `no such resource: ${path}; there are /config/json and /applied/json`);
    }
    // [7/CMP CMP-07]
    if (!NAME.test(name))
      return refuse(400, `"${name}" is no configuration name: use a-z, A-Z, 0-9, "_" and "-"`);
    return match[1] === 'config'
      ? requestConfiguration(state, name, request, ctx)
      : reportApplied(state, name, request, ctx);
  },

  invoke(state, call, ctx) {
    switch (call.type) {
      case 'endpoint-connected':
        return pushOnConnect(state, ctx);
      case 'configuration-updated':
        return call.provider === state.provider.name ? pushOnUpdate(state, call.name, ctx) : NO_EFFECTS;
      case 'repeat-configuration':
        return pushAgain(state, call.name, ctx);
      case 'endpoint-unregistered':
        state.endpoints.delete(ctx.endpoint.endpointId);
        return NO_EFFECTS;
      default:
        return NO_EFFECTS;
    }
  },
};
