/**
 * Who may speak, and where to: the application version, the extension instance and the endpoint token of a topic.
 *
 * It decides and does nothing else, except that the first use of a token makes it Active. [1/KP KP-02..04, 16/ECAP]
 */
import type { ResourceAddress } from '../../kp1/topic.js';
import { type EndpointToken, isUsable, type TokenRegister } from '../services/cm/cm.js';
import { type ClientCheckPorts, maySpeakFor } from './client-check.js';
import type { RefusalFacts } from './refusals.js';
import type { ClientSession } from './session.js';
import type { RefusalCode } from './settings.js';

export interface AdmissionPorts extends ClientCheckPorts {
  readonly tokens: TokenRegister;
  /** Is there an extension instance of that name? */
  readonly hasInstance: (name: string) => boolean;
}

export type Admission =
  | { readonly refused?: undefined; readonly token: EndpointToken }
  | { readonly refused: RefusalCode; readonly facts: RefusalFacts };

export function admit(ports: AdmissionPorts, address: ResourceAddress, session: ClientSession): Admission {
  const { appVersion, extensionInstance, token } = address;
  const version = ports.tekton.version(appVersion);
  if (version === undefined)
    return { refused: 'unknown-app-version', facts: { appVersion, served: servedBy(ports) } };
  if (!maySpeakFor(ports, session, appVersion))
    return { refused: 'client-not-authenticated', facts: { appVersion } };
  if (!ports.hasInstance(extensionInstance))
    return { refused: 'unknown-extension', facts: { extensionInstance } };
  const allowed = ports.tekton.config('kpc', appVersion).version['allowed-extension-instances'];
  if (Array.isArray(allowed) && !allowed.includes(extensionInstance))
    return { refused: 'extension-not-allowed', facts: { extensionInstance, appVersion } };
  const { applicationName } = version;
  const entry = ports.tokens.identify(applicationName, token, session.lastRoute?.token);
  if (entry === undefined) return { refused: 'unknown-token', facts: { applicationName, token } };
  if (!isUsable(entry)) return { refused: 'token-not-usable', facts: { token, tokenState: entry.state } };
  return { token: entry };
}

/** Names of the versions that a person may have meant; nobody is told those of other tenants. */
function servedBy({ tekton }: AdmissionPorts): readonly string[] | undefined {
  const versions = [...tekton.versions()].map(({ applicationName, appVersionName }) => ({
    name: appVersionName,
    isOfTenant: tekton.application(applicationName)?.tenant !== undefined,
  }));
  return versions.some(({ isOfTenant }) => isOfTenant) ? undefined : versions.map(({ name }) => name);
}
