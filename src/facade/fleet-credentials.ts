/**
 * As whom the clients of fleets connect: a user of the tenant that their applications belong to.
 */
import type { LoadedBlueprint } from '../blueprint/model.js';
import { credentialsByTenant } from '../blueprint/tenants-model.js';
import { requirementsOf, tenantRequirements } from '../platform/services/ccm/requirements.js';

/**
 * The first user of the first tenant whose clients must come with a user name and a password; undefined when none must.
 * A run has one user: fleets of two tenants that both require one are two runs.
 */
export function fleetCredentials(blueprint: LoadedBlueprint, applicationNames: readonly string[]) {
  const kpc = requirementsOf(blueprint.services.kpc?.settings);
  const { applications, tenant: ours, tenants = {} } = blueprint;
  const used = new Set(applicationNames.map((name) => applications[name]?.tenant ?? ours));
  for (const [tenant, { basic = [] }] of credentialsByTenant(blueprint)) {
    const [user] = basic;
    const required = Object.values(tenantRequirements(tenants[tenant], kpc)).some(
      (transport) => transport.basic,
    );
    if (used.has(tenant) && required && user !== undefined)
      return { username: `${user.username}@${tenant}`, password: user.password };
  }
  return undefined;
}
