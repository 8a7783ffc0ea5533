/**
 * Service instances, and the `config/<service-instance>.yaml` files, against the platform's catalog of services.
 */
import { type Fields, fieldsOf, isFields, itemsOf, own } from '../data.js';
import type { SchemaTools } from '../json-schema.js';
import type { ServiceCatalog } from '../model.js';
import { listNames, nearest } from '../nearest.js';
import type { Finding } from '../problems.js';
import { findingsOf, sayValue, unknownKey } from '../schema-errors.js';
import type { Path } from '../source.js';
import type { Assembly } from './assembly.js';
import { checkAgainstSchemas } from './config-schemas.js';

/** `services` of blueprint.yaml. */
export function checkServices(
  blueprint: unknown,
  catalog: ServiceCatalog,
  tools: SchemaTools,
  services: Assembly['services'],
): Finding[] {
  return Object.entries(fieldsOf(fieldsOf(blueprint).services)).flatMap(([name, declared]) => {
    // An instance of a plain installation says by its name what it is an instance of.
    const service = fieldsOf(declared).service ?? own(catalog.defaultInstances, name)?.service;
    if (service === undefined && isFields(declared)) return [missingService(name, catalog)];
    if (typeof service !== 'string') return [];
    const description = own(catalog.services, service);
    if (description === undefined) return [unknownService(name, service, catalog)];
    const settings = own(services, name)?.settings ?? {};
    return findingsOf(tools.validateCompleted(description.settings, settings), [
      'services',
      name,
      'settings',
    ]);
  });
}

function missingService(name: string, catalog: ServiceCatalog): Finding {
  const known = Object.keys(catalog.services);
  return {
    path: ['services', name],
    at: 'key',
    message: `missing "service": no plain installation has an instance "${name}", so add "service:" with one of: ${listNames(known, 40)}`,
    suggestion: nearest(name, Object.keys(catalog.defaultInstances)),
  };
}

function unknownService(name: string, service: string, catalog: ServiceCatalog): Finding {
  const known = Object.keys(catalog.services);
  return {
    path: ['services', name, 'service'],
    message: `unknown service "${service}"; there are: ${listNames(known, 40)}`,
    suggestion: nearest(service, known),
  };
}

/** One configuration file: is the instance declared, do the applications exist, are the settings legal? */
export function checkConfig(
  instance: string,
  data: unknown,
  assembly: Assembly,
  catalog: ServiceCatalog,
  tools: SchemaTools,
): Finding[] {
  const declared = own(assembly.services, instance);
  if (declared === undefined) return [undeclaredInstance(instance, assembly)];
  const frame = checkFrame(data);
  const description = own(catalog.services, declared.service ?? '');
  if (description === undefined) return frame;
  const applications = fieldsOf(fieldsOf(data).kaa).applications;
  const schemas = {
    application: withVersions(description.applicationConfig),
    version: description.versionConfig,
  };
  const settings = Object.entries(fieldsOf(applications)).flatMap(([name, fields]) =>
    checkApplication(name, fields, assembly, schemas, tools),
  );
  const allowed = declared.service === 'kpc' ? checkAllowedInstances(applications, assembly, catalog) : [];
  const { problems } = checkAgainstSchemas(declared.service, fieldsOf(applications), assembly);
  return [...frame, ...settings, ...allowed, ...problems];
}

/** What one configuration file sets that may be right, but does not look so. */
export function noteConfig(instance: string, data: unknown, assembly: Assembly): Finding[] {
  const service = own(assembly.services, instance)?.service;
  const applications = fieldsOf(fieldsOf(fieldsOf(data).kaa).applications);
  return [...noteUnread(data), ...checkAgainstSchemas(service, applications, assembly).notes];
}

function undeclaredInstance(instance: string, { services }: Assembly): Finding {
  const names = Object.keys(services);
  return {
    path: [],
    message: `the blueprint has no service instance "${instance}", which this file configures; there are: ${listNames(names, 40)}`,
    suggestion: nearest(instance, names),
  };
}

/** A file of a real service may hold more than `kaa.applications`; only what looks like that mistyped is refused. */
function checkFrame(data: unknown): Finding[] {
  if (data === null || data === undefined) return [];
  if (!isFields(data)) return [{ path: [], message: `must be an object, not ${sayValue(data)}` }];
  const levels: readonly [Path, unknown, string][] = [
    [[], data, 'kaa'],
    [['kaa'], data.kaa, 'applications'],
  ];
  const misspelt = levels.flatMap(([path, value, wanted]) =>
    isFields(value) && !(wanted in value)
      ? Object.keys(value)
          .filter((key) => nearest(key, [wanted]) !== undefined)
          .map((key) => unknownKey(path, key, [wanted]))
      : [],
  );
  const applications = fieldsOf(data.kaa).applications;
  const wrong = [notAnObject(['kaa'], data.kaa), notAnObject(['kaa', 'applications'], applications)].flatMap(
    (finding) => finding ?? [],
  );
  return [...misspelt, ...wrong];
}

/** Null stands for no settings, as in Kaa's own files. (reference 8.1) */
function notAnObject(path: Path, value: unknown): Finding | undefined {
  if (value === undefined || value === null || isFields(value)) return undefined;
  return { path, message: `must be an object, not ${sayValue(value)}` };
}

/** Parts of a configuration file that are not read, so that nobody waits for their effect. */
function noteUnread(data: unknown): Finding[] {
  const unread = (fields: Fields, path: Path, read: string) =>
    Object.keys(fields)
      .filter((key) => key !== read && nearest(key, [read]) === undefined)
      .map(
        (key): Finding => ({
          path: [...path, key],
          at: 'key',
          message: 'not read here; settings of a service instance are in blueprint.yaml under services',
        }),
      );
  const root = fieldsOf(data);
  return [...unread(root, [], 'kaa'), ...unread(fieldsOf(root.kaa), ['kaa'], 'applications')];
}

function checkApplication(
  name: string,
  value: unknown,
  assembly: Assembly,
  schemas: { readonly application: object; readonly version: object },
  tools: SchemaTools,
): Finding[] {
  const path = ['kaa', 'applications', name];
  const application = own(assembly.applications, name);
  if (application === undefined)
    return [unknownName(path, 'application', name, Object.keys(assembly.applications))];
  if (value === null) return [];
  const found = findingsOf(tools.validateCompleted(schemas.application, value), path);
  const known = Object.keys(fieldsOf(fieldsOf(application).versions));
  const versions = Object.entries(fieldsOf(fieldsOf(value).versions)).flatMap(([version, settings]) => {
    const at = [...path, 'versions', version];
    if (!known.includes(version))
      return [unknownName(at, `application version`, version, known, ` of "${name}"`)];
    if (settings === null) return [];
    return findingsOf(tools.validateCompleted(schemas.version, settings), at);
  });
  return [...found, ...versions];
}

function unknownName(path: Path, kind: string, name: string, known: string[], of = ''): Finding {
  return {
    path,
    at: 'key',
    message: `blueprint.yaml has no ${kind} "${name}"${of}; there are: ${listNames(known)}`,
    suggestion: nearest(name, known),
  };
}

/** The settings of an application share their object with its versions. */
function withVersions(schema: object): object {
  const versions = { type: ['object', 'null'] };
  return { ...schema, properties: { ...fieldsOf((schema as Fields).properties), versions } };
}

/** `allowed-extension-instances` of kpc name extension instances. [1/KP KP-03] */
function checkAllowedInstances(
  applications: unknown,
  assembly: Assembly,
  catalog: ServiceCatalog,
): Finding[] {
  const extensions = Object.entries(assembly.services)
    .filter(([, { service }]) => own(catalog.services, service ?? '')?.extension === true)
    .map(([name]) => name);
  return Object.entries(fieldsOf(applications)).flatMap(([application, fields]) =>
    Object.entries(fieldsOf(fieldsOf(fields).versions)).flatMap(([version, settings]) =>
      itemsOf(fieldsOf(settings)['allowed-extension-instances']).flatMap((name, index): Finding[] => {
        if (typeof name !== 'string' || extensions.includes(name)) return [];
        const path = ['kaa', 'applications', application, 'versions', version];
        return [
          {
            path: [...path, 'allowed-extension-instances', index],
            message: `no extension instance "${name}"; there are: ${listNames(extensions)}`,
            suggestion: nearest(name, extensions),
          },
        ];
      }),
    ),
  );
}
