/**
 * An endpoint comes into being: in the endpoint register, with its token, and with what waits for it.
 */
import type { EndpointDeclaration } from '../blueprint/model.js';
import type { Services } from './services/services.js';

/** An endpoint with the token by which devices know it. */
export interface EndpointInfo {
  readonly token: string;
  readonly application: string;
  readonly appVersion: string;
  readonly endpointId: string;
}

export interface EndpointSpec extends EndpointDeclaration {
  readonly applicationName: string;
  readonly appVersionName: string;
}

/** The endpoint that has the token; registered when there is none. Waiting commands are left to the caller. */
export function registerEndpoint(
  { epr, cm, ecr }: Pick<Services, 'epr' | 'cm' | 'ecr'>,
  spec: EndpointSpec,
): EndpointInfo & { readonly isNew: boolean } {
  const { applicationName, appVersionName, token, metadata } = spec;
  const info = { token, appVersion: appVersionName, application: applicationName };
  const known = cm.find(applicationName, token);
  if (known !== undefined) return { ...info, endpointId: known.endpointId, isNew: false };
  const { endpointId } = epr.register({
    ...{ applicationName, appVersionName, metadata },
    endpointId: spec.endpointId,
    name: token,
  });
  cm.issue(applicationName, token, endpointId);
  if (spec.configuration !== undefined) ecr.set({ appVersionName, endpointId }, spec.configuration);
  return { ...info, endpointId, isNew: true };
}

/** Every endpoint with its tokens, in the order of registration. */
export function endpointInfos({ epr, cm }: Pick<Services, 'epr' | 'cm'>): EndpointInfo[] {
  return [...cm.all()].map(({ token, applicationName: application, endpointId }) => {
    const appVersion = epr.endpoint(endpointId)?.appVersionName ?? '';
    return { token, appVersion, application, endpointId };
  });
}
