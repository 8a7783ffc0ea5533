/**
 * How the `kaa config` commands say whose configuration is meant.
 */
import { string } from '@oclif/core/flags';
import { kaaError } from '../errors.js';
import type { ConfigurationRef } from '../operator/ecr.js';
import { findEndpoint } from '../operator/resolve.js';
import type { Rest } from '../operator/rest.js';
import { applicationFlag } from './operator-flags.js';

export const CONFIGURATION_FLAGS = {
  endpoint: string({
    description: 'Endpoint ID, or a token of the endpoint.',
    env: 'KAA_ENDPOINT',
  }),
  'app-version': string({
    description: 'Application version; with --endpoint its present one without it.',
    helpValue: 'NAME',
  }),
  name: string({ description: 'Name of the configuration; "default" without it.' }),
  application: applicationFlag(),
};

interface Flags {
  readonly endpoint?: string | undefined;
  readonly 'app-version'?: string | undefined;
  readonly name?: string | undefined;
  readonly application?: string | undefined;
}

/**
 * Whose configuration the flags mean, for REST and in words.
 * @throws KaaError FLAG_INVALID when they name nobody, ENDPOINT_NOT_FOUND
 */
export async function whoseConfiguration(
  kaa: Rest,
  flags: Flags,
): Promise<{ readonly which: ConfigurationRef; readonly whom: string }> {
  const { endpoint: named, 'app-version': version, name } = flags;
  if (named === undefined) {
    if (version === undefined) throw nobody();
    return { which: { appVersionName: version, name }, whom: `Every endpoint of ${version}` };
  }
  const { endpointId, appVersion } = await findEndpoint(kaa, named, flags.application);
  const which = { appVersionName: version ?? appVersion.name, endpointId, name };
  return { which, whom: `Endpoint ${endpointId}` };
}

function nobody() {
  const reason = 'name an endpoint, or an application version with --app-version';
  return kaaError('FLAG_INVALID', { flag: 'endpoint', value: '(missing)', reason });
}
