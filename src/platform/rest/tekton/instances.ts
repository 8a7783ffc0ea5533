/**
 * Tekton, service instances, settings of the tenant, and everything in one document. (reference §7.6, §8.2)
 */

import { fieldsOf } from '../../../blueprint/data.js';
import { Type } from '../../../schema.js';
import type { ServedApplication } from '../../services/tekton/tekton.js';
import { badRequest, notFound } from '../http-error.js';
import { List, listOf } from '../paging.js';
import type { RestContext, RestServer } from '../server.js';
import { BASE } from './applications.js';
import { SettingsTree } from './settings-tree.js';

const tags = ['Tekton'];
const SCHEMAS = ['appConfigurationSchema', 'appVersionConfigurationSchema'] as const;
const Any = Type.Record(Type.String(), Type.Unknown());

const Instance = Type.Object({
  name: Type.String(),
  serviceName: Type.String(),
  serviceGroup: Type.String({ description: 'extension or platform: what kaa tells apart.' }),
  description: Type.String(),
  urlPrefix: Type.String(),
  appConfigurationSchemaPresent: Type.Boolean(),
  appVersionConfigurationSchemaPresent: Type.Boolean(),
  appConfigurationSchema: Type.Optional(Type.Unknown()),
  appVersionConfigurationSchema: Type.Optional(Type.Unknown()),
});

/** `/service-instances`, `/tenant-configs` and `/bulk` */
export function instanceRoutes(server: RestServer, context: RestContext): void {
  const tree = new SettingsTree(context);
  const querystring = Type.Object({ include: Type.Optional(List(`${SCHEMAS.join(', ')}.`)) });
  server.get(
    `${BASE}/service-instances`,
    {
      schema: {
        tags,
        summary: 'List service instances',
        querystring,
        response: { 200: Type.Array(Instance) },
      },
    },
    ({ query }) => tree.instances.map((name) => shownInstance(tree, name, listOf(query.include) ?? [])),
  );
  server.get(
    `${BASE}/service-instances/:name`,
    {
      schema: {
        tags,
        summary: 'Show a service instance',
        params: Type.Object({ name: Type.String() }),
        querystring,
        response: { 200: Instance },
      },
    },
    ({ params: { name }, query }) => shownInstance(tree, name, listOf(query.include) ?? []),
  );
  tenantRoutes(server, context);
  bulkRoute(server, context, tree);
}

function shownInstance(tree: SettingsTree, name: string, include: readonly string[]) {
  const { service, extension, applicationConfig, versionConfig } = tree.service(name);
  const schemas = { appConfigurationSchema: applicationConfig, appVersionConfigurationSchema: versionConfig };
  const has = (schema: object) => Object.keys(fieldsOf(fieldsOf(schema).properties)).length > 0;
  return {
    name,
    serviceName: service,
    serviceGroup: extension ? 'extension' : 'platform',
    description: String(fieldsOf(versionConfig).description ?? ''),
    urlPrefix: `/${service}`,
    appConfigurationSchemaPresent: has(applicationConfig),
    appVersionConfigurationSchemaPresent: has(versionConfig),
    ...Object.fromEntries(Object.entries(schemas).filter(([schema]) => include.includes(schema))),
  };
}

const Required = (description: string) =>
  Type.Optional(Type.Object({ required: Type.Boolean() }, { additionalProperties: false, description }));
const closed = { additionalProperties: false };
const BasicAuth = { 'basic-auth': Required('User name and password.') };

const KpcTenantConfig = Type.Object(
  {
    transports: Type.Object(
      {
        mqtt: Type.Object(
          {
            tcp: Type.Optional(Type.Object(BasicAuth, closed)),
            tls: Type.Optional(
              Type.Object({ ...BasicAuth, 'x509-auth': Required('Client certificate.') }, closed),
            ),
            ws: Type.Optional(Type.Object(BasicAuth, closed)),
          },
          closed,
        ),
      },
      closed,
    ),
  },
  closed,
);

/** Only `kpc` has settings for a tenant: which client credentials its transports require. */
function tenantRoutes(server: RestServer, { platform }: RestContext): void {
  const { ccm } = platform.services;
  const check = (query: { serviceInstanceName?: string; tenantId?: string }) => {
    const { serviceInstanceName: instance = 'kpc', tenantId = ccm.tenants[0] as string } = query;
    if (instance !== 'kpc') throw notFound(`the service instance ${instance} has no settings for a tenant`);
    if (!ccm.tenants.includes(tenantId)) throw notFound(`there is no tenant ${tenantId}`);
    return tenantId;
  };
  const Only = Type.Optional(Type.String());
  const querystring = Type.Object({ serviceInstanceName: Only, tenantId: Only });
  server.get(
    `${BASE}/tenant-configs`,
    {
      schema: { tags, summary: 'Show the settings of a tenant', querystring, response: { 200: Any } },
    },
    ({ query }) => {
      const tenantId = check(query);
      const { tcp, tls, ws } = ccm.requirementsOf(tenantId);
      const basic = (required: boolean) => ({ 'basic-auth': { required } });
      const mqtt = {
        tcp: basic(tcp.basic),
        tls: { 'x509-auth': { required: tls.x509 }, ...basic(tls.basic) },
        ws: basic(ws.basic),
      };
      const config = { transports: { mqtt } };
      return { kpc: { kaa: { tenants: { [tenantId]: { config } } } } };
    },
  );
  server.put(
    `${BASE}/tenant-configs`,
    {
      schema: {
        tags,
        summary: 'Set which client credentials the transports of kpc require',
        querystring,
        body: KpcTenantConfig,
        response: { 204: Type.Null() },
      },
    },
    ({ query, body }, reply) => {
      const tenantId = check(query);
      const { tcp, tls, ws } = body.transports.mqtt;
      const now = ccm.requirementsOf(tenantId);
      const wanted = {
        tcp: { ...now.tcp, basic: tcp?.['basic-auth']?.required ?? now.tcp.basic },
        tls: {
          basic: tls?.['basic-auth']?.required ?? now.tls.basic,
          x509: tls?.['x509-auth']?.required ?? now.tls.x509,
        },
        ws: { ...now.ws, basic: ws?.['basic-auth']?.required ?? now.ws.basic },
      };
      ccm.require(wanted, tenantId);
      return reply.code(204).send();
    },
  );
}

function bulkRoute(server: RestServer, { platform }: RestContext, tree: SettingsTree): void {
  server.get(
    `${BASE}/bulk`,
    {
      schema: {
        tags,
        summary: 'Export tenants with their applications, versions and settings',
        querystring: Type.Object({
          serviceInstanceName: Type.Optional(List('Settings of these service instances; all when absent.')),
          include: Type.Optional(List('Not looked at: everything is included.')),
          appName: Type.Optional(Type.String()),
        }),
        response: { 200: Any },
      },
    },
    ({ query: { serviceInstanceName, appName } }) => {
      const { tekton, ccm } = platform.services;
      if (appName !== undefined && tekton.application(appName) === undefined) {
        throw badRequest(`there is no application ${appName}`);
      }
      const instances = listOf(serviceInstanceName) ?? tree.instances;
      for (const instance of instances) tree.service(instance);
      const shown = ({ applicationName, displayName, description }: ServedApplication) => ({
        name: applicationName,
        ...{ displayName, description },
        versions: tekton.versionsOf(applicationName).map((version) => ({ name: version.appVersionName })),
        configs: tree.show(instances, applicationName),
      });
      const asked = [...tekton.applications()].filter(
        (one) => (appName ?? one.applicationName) === one.applicationName,
      );
      const tenants = ccm.tenants.map((tenantId) => ({
        tenantId,
        applications: asked
          .filter((one) => (one.tenant ?? platform.blueprint.tenant) === tenantId)
          .map(shown),
      }));
      return { tenants };
    },
  );
}
