/**
 * The 1/KP resources of an application version as AsyncAPI sees them: what an endpoint sends where, what it is answered, and
 * what comes unasked.
 */
import {
  AppliedRequest,
  CommandRequest,
  ConfigurationRequest,
  MetadataKeysDeletion,
  MetadataRequest,
} from '../../../kp1/payloads.js';

/** A schema, or the name of one of the version's own under `components/schemas`. */
export type PayloadSchema = Readonly<Record<string, unknown>>;

export interface Resource {
  /** Operation and channel names begin with it, such as `dcx-data-samples`. */
  readonly id: string;
  readonly extensionInstance: string;
  /** With its leading slash. */
  readonly resourcePath: string;
  readonly summary: string;
  /** What the endpoint sends. */
  readonly request: PayloadSchema | 'empty';
  /** What it is answered on success. */
  readonly reply: PayloadSchema | 'empty';
  /** What the platform sends of its own accord, to the same resource. */
  readonly push?: { readonly summary: string; readonly payload: PayloadSchema } | undefined;
}

/** Which schemas of the version there are, by kind. */
export interface ResourceSchemas {
  readonly kinds: readonly string[];
  readonly commands: readonly string[];
}

export const schemaName = (kind: string) => kind.replaceAll('.', '-');

const ANYTHING = {};
const plain = (schema: unknown) => schema as PayloadSchema;

/** The resources of an extension instance; none of those that have no schema of the version. */
export function resourcesOf(instance: string, service: string, schemas: ResourceSchemas): Resource[] {
  const make = MAKERS[service];
  return make === undefined ? [] : make(instance, schemas);
}

type Maker = (instance: string, schemas: ResourceSchemas) => Resource[];

function refTo(kind: string, { kinds }: ResourceSchemas): PayloadSchema {
  return kinds.includes(kind) ? { $ref: `#/components/schemas/${schemaName(kind)}` } : ANYTHING;
}

const MAKERS: Readonly<Record<string, Maker>> = {
  dcx: (instance, schemas) => {
    const sample = refTo('data-sample', schemas);
    return [
      {
        ...{
          id: `${instance}-data-samples`,
          extensionInstance: instance,
          resourcePath: '/json',
          reply: 'empty',
        },
        summary: 'Send data samples: a list of them, or one. [2/DCP]',
        request: { anyOf: [{ type: 'array', items: sample }, sample] },
      },
    ];
  },
  epmx: (instance, schemas) => {
    const keys = { type: 'array', items: { type: 'string' }, uniqueItems: true };
    const metadata = refTo('metadata', schemas);
    const at = (id: string, resourcePath: string, summary: string) => ({
      ...{
        id: `${instance}-${id}`,
        extensionInstance: instance,
        resourcePath,
        summary: `${summary} [10/EPMP]`,
      },
    });
    return [
      {
        ...at('metadata-keys', '/get/keys', 'Ask for the names of the metadata keys.'),
        request: 'empty',
        reply: keys,
      },
      {
        ...at('metadata', '/get', 'Ask for metadata, all or some keys.'),
        request: plain(MetadataRequest),
        reply: { type: 'object' },
      },
      {
        ...at('metadata-replacement', '/update', 'Replace the metadata.'),
        request: metadata,
        reply: 'empty',
      },
      {
        ...at('metadata-update', '/update/keys', 'Change some metadata keys.'),
        request: metadata,
        reply: 'empty',
      },
      {
        ...at('metadata-deletion', '/delete/keys', 'Delete metadata keys.'),
        request: plain(MetadataKeysDeletion),
        reply: 'empty',
      },
    ];
  },
  cmx: (instance, schemas) => {
    // What a second instance hands out (software, say) is not the configuration of the version.
    const config = instance === 'cmx' ? refTo('configuration', schemas) : ANYTHING;
    const payload = {
      type: 'object',
      properties: {
        configId: { type: 'string' },
        config: { anyOf: [config, { type: 'null' }] },
        statusCode: { type: 'number' },
        reasonPhrase: { type: 'string' },
      },
    };
    const at = { extensionInstance: instance };
    return [
      {
        ...{
          ...at,
          id: `${instance}-configuration`,
          resourcePath: '/config/json',
          request: plain(ConfigurationRequest),
          reply: payload,
        },
        summary: 'Ask for the configuration. [7/CMP]',
        push: { summary: 'A configuration comes: apply it and say so.', payload },
      },
      {
        ...{
          ...at,
          id: `${instance}-applied`,
          resourcePath: '/applied/json',
          request: plain(AppliedRequest),
          reply: 'empty',
        },
        summary: 'Say what became of a configuration. [7/CMP]',
      },
    ];
  },
  cex: (instance, schemas) => schemas.commands.flatMap((type) => commandResources(instance, type, schemas)),
};

function commandResources(instance: string, type: string, schemas: ResourceSchemas): Resource[] {
  const list = (properties: object, required: readonly string[]) => ({
    type: 'array',
    items: {
      type: 'object',
      properties: { id: { type: 'integer' }, ...properties },
      required: ['id', ...required],
    },
  });
  const commands = list({ payload: refTo(`command.${type}.payload`, schemas) }, []);
  const result = {
    statusCode: { type: 'integer' },
    reasonPhrase: { type: ['string', 'null'] },
    payload: refTo(`command.${type}.result`, schemas),
  };
  const at = { extensionInstance: instance };
  return [
    {
      ...{
        ...at,
        id: `${instance}-command-${type}`,
        resourcePath: `/command/${type}`,
        request: plain(CommandRequest),
        reply: commands,
      },
      summary: `Ask for commands ${type} that wait. [11/CEP]`,
      push: { summary: `Commands ${type} come: execute each once and send its result.`, payload: commands },
    },
    {
      ...{ ...at, id: `${instance}-result-${type}`, resourcePath: `/result/${type}`, reply: 'empty' },
      request: list(result, ['statusCode']),
      summary: `Send results of commands ${type}. [11/CEP]`,
    },
  ];
}
