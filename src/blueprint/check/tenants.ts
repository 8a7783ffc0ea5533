/**
 * Tenants: applications belong to one that is declared, and the blueprint's own is declared once.
 */
import { fieldsOf } from '../data.js';
import { listNames, nearest } from '../nearest.js';
import type { Finding } from '../problems.js';

/** @param blueprint the data of blueprint.yaml */
export function checkTenants(blueprint: unknown): Finding[] {
  const { tenant, tenants, applications } = fieldsOf(blueprint);
  const own = typeof tenant === 'string' ? tenant : 'kaa';
  const names = [...new Set([own, ...Object.keys(fieldsOf(tenants))])];
  const unknown = Object.entries(fieldsOf(applications)).flatMap(([application, fields]): Finding[] => {
    const { tenant: named } = fieldsOf(fields);
    if (typeof named !== 'string' || names.includes(named)) return [];
    return [
      {
        path: ['applications', application, 'tenant'],
        message: `there is no tenant "${named}"; there are: ${listNames(names)}. Declare further ones under tenants`,
        suggestion: nearest(named, names),
      },
    ];
  });
  if (!Object.hasOwn(fieldsOf(tenants), own)) return unknown;
  const message = `"${own}" is the tenant of the blueprint itself: its credentials stand under credentials, and what its clients must come with in the settings of kpc`;
  return [{ path: ['tenants', own], at: 'key', message }, ...unknown];
}
