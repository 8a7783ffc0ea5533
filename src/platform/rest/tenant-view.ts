/**
 * The platform as the callers of one tenant see it: the registers show what is of the tenant, and nothing else is there.
 *
 * Routes are written as if there were one tenant. What belongs to an application or an endpoint is reached through the
 * registers of those, so it is enough to narrow these few; what is made through the view is of its tenant. (reference §1.1)
 */
import type { Endpoint } from '../services/epr/epr.js';
import type { Services } from '../services/services.js';
import type { RestPlatform } from './server.js';

/** @param tenant whose callers they are */
export function tenantView(platform: RestPlatform, tenant: string): RestPlatform {
  const { services } = platform;
  const { tekton, epr, filters, ecr, ccm } = services;
  const isOurs = (applicationName: string) => tekton.ownerOf(applicationName) === tenant;
  const ours = <Of extends { readonly applicationName: string }>(found: Of | undefined) =>
    found !== undefined && isOurs(found.applicationName) ? found : undefined;
  const endpoint = (endpointId: string) => ours(epr.endpoint(endpointId));
  const endpoints = function* (): Generator<Endpoint> {
    for (const one of epr.endpoints()) if (isOurs(one.applicationName)) yield one;
  };
  const narrowed: Partial<Services> = {
    tekton: view(tekton, {
      tenant,
      application: (name) => ours(tekton.application(name)),
      applications: () => [...tekton.applications()].filter((one) => isOurs(one.applicationName)),
      version: (name) => ours(tekton.version(name)),
      versions: () => [...tekton.versions()].filter((one) => isOurs(one.applicationName)),
      createApplication: (application) => tekton.createApplication({ ...application, tenant }),
    }),
    epr: view(epr, { endpoint, endpoints }),
    filters: view(filters, { find: (filterId) => ours(filters.find(filterId)) }),
    ecr: view(ecr, {
      statuses: (query) => ecr.statuses(query).filter(({ endpointId }) => endpoint(endpointId) !== undefined),
    }),
    ccm: view(ccm, {
      tenants: [tenant],
      createBasic: (basic) => ccm.createBasic({ ...basic, tenant }),
      createX509: (x509) => ccm.createX509({ ...x509, tenant }),
      list: (kind) => ccm.list(kind, tenant),
      find: (credentialsId) => {
        const found = ccm.find(credentialsId);
        return found?.tenant === tenant ? found : undefined;
      },
    }),
  };
  return view(platform, { services: { ...services, ...narrowed } });
}

/** An object with some of its members replaced; the others work on the object itself. */
function view<Target extends object>(target: Target, replaced: Partial<Target>): Target {
  return new Proxy(target, {
    get(_target, name) {
      if (Object.hasOwn(replaced, name)) return replaced[name as keyof Target];
      const value = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
