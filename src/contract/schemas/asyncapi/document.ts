/**
 * An AsyncAPI 3.0 document of the 1/KP topics of an application version, from the endpoint's view: what it sends, what it receives.
 *
 *     channels    a topic each, with {token} and {requestId}; answers come on {outcome}, which is status or error
 *     operations  send with a reply, receive for what comes unasked
 *     components  messages, and the version's schemas under the names of their kinds
 */
import type { Outcome } from '../../../kp1/topic.js';
import { answerTopic, pushTopic, type ResourceAddress, requestTopic } from '../../../kp1/topic.js';
import { portableSchema } from './portable.js';
import { type PayloadSchema, type Resource, resourcesOf, schemaName } from './resources.js';

export interface AsyncapiSource {
  readonly appVersion: string;
  readonly description?: string | undefined;
  /** Service by name of the extension instances that the version may speak to. */
  readonly instances: Readonly<Record<string, string>>;
  /** By kind. */
  readonly schemas: Readonly<Record<string, object>>;
  readonly commands: readonly string[];
  /** MQTT address by name of the environment. */
  readonly servers: Readonly<
    Record<string, { readonly mqtt: string; readonly description?: string | undefined }>
  >;
}

type Part = Record<string, unknown>;

/** The document, as plain data. */
export function asyncapiDocument(source: AsyncapiSource): Part {
  const { appVersion, instances, schemas, commands } = source;
  const known = { kinds: Object.keys(schemas), commands };
  const resources = Object.entries(instances).flatMap(([name, service]) => resourcesOf(name, service, known));
  const merged = (make: (resource: Resource) => Part) => Object.assign({}, ...resources.map(make)) as Part;
  const components = Object.entries(schemas).map(([kind, schema]) => {
    const name = schemaName(kind);
    return [name, portableSchema(schema, `#/components/schemas/${name}`)];
  });
  return {
    asyncapi: '3.0.0',
    info: {
      title: `1/KP of ${appVersion}`,
      version: appVersion.split('-').at(-1),
      description: [source.description, ...ABOUT].filter((text) => text !== undefined).join('\n\n'),
    },
    defaultContentType: 'application/json',
    servers: Object.fromEntries(
      Object.entries(source.servers).map(([name, server]) => [name, serverOf(server)]),
    ),
    channels: merged((resource) => channelsOf(resource, appVersion)),
    operations: merged(operationsOf),
    components: {
      messages: { ...merged(messagesOf), error: ERROR_MESSAGE },
      schemas: Object.fromEntries(components),
      parameters: PARAMETERS,
    },
  };
}

const ABOUT = [
  'Seen from the endpoint: `send` goes to the platform, `receive` comes from it. A request with a request ID is answered on its own ' +
    'topic with `/status` or `/error` appended; without one (leave the level out) only errors may come.',
  'Answers and pushes go to the client that last spoke for the token, whether it subscribed or not.',
];

const PARAMETERS = {
  token: { description: 'The endpoint token.' },
  requestId: { description: 'Digits that the endpoint chooses; the answer repeats them.' },
  outcome: { description: 'status on success, error otherwise.', enum: ['status', 'error'] },
};

const parameters = (...names: readonly (keyof typeof PARAMETERS)[]) =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/parameters/${name}` }]));

const ERROR_MESSAGE = {
  summary: 'What was wrong with a request. [1/KP]',
  payload: {
    type: 'object',
    properties: { statusCode: { type: 'integer' }, reasonPhrase: { type: 'string' } },
    required: ['statusCode', 'reasonPhrase'],
    additionalProperties: false,
  },
};

function serverOf({
  mqtt,
  description,
}: {
  readonly mqtt: string;
  readonly description?: string | undefined;
}): Part {
  const { protocol, host } = new URL(mqtt);
  return { host, protocol: protocol.replace(':', ''), ...(description === undefined ? {} : { description }) };
}

const message = (name: string) => ({ $ref: `#/components/messages/${name}` });
const channel = (name: string) => ({ $ref: `#/channels/${name}` });
const inChannel = (name: string, messageName: string) => ({
  $ref: `#/channels/${name}/messages/${messageName}`,
});

function channelsOf({ id, extensionInstance, resourcePath, push }: Resource, appVersion: string): Part {
  const address: ResourceAddress = {
    appVersion,
    extensionInstance,
    token: '{token}',
    resourcePath,
    requestId: '{requestId}',
  };
  const topic = requestTopic(address);
  return {
    [id]: {
      address: topic,
      parameters: parameters('token', 'requestId'),
      messages: { [`${id}-request`]: message(`${id}-request`) },
    },
    [`${id}-answer`]: {
      address: answerTopic(topic, '{outcome}' as Outcome),
      parameters: parameters('token', 'requestId', 'outcome'),
      messages: { [`${id}-reply`]: message(`${id}-reply`), error: message('error') },
    },
    ...(push === undefined
      ? {}
      : {
          [`${id}-push`]: {
            address: pushTopic(address),
            parameters: parameters('token'),
            messages: { [`${id}-pushed`]: message(`${id}-pushed`) },
          },
        }),
  };
}

function operationsOf({ id, summary, push }: Resource): Part {
  const answer = `${id}-answer`;
  return {
    [`send-${id}`]: {
      action: 'send',
      summary,
      channel: channel(id),
      messages: [inChannel(id, `${id}-request`)],
      reply: {
        channel: channel(answer),
        messages: [inChannel(answer, `${id}-reply`), inChannel(answer, 'error')],
      },
    },
    ...(push === undefined
      ? {}
      : {
          [`receive-${id}`]: {
            action: 'receive',
            summary: push.summary,
            channel: channel(`${id}-push`),
            messages: [inChannel(`${id}-push`, `${id}-pushed`)],
          },
        }),
  };
}

function messagesOf({ id, request, reply, push }: Resource): Part {
  return {
    [`${id}-request`]: messageOf(request),
    [`${id}-reply`]: messageOf(reply),
    ...(push === undefined ? {} : { [`${id}-pushed`]: messageOf(push.payload) }),
  };
}

function messageOf(payload: PayloadSchema | 'empty'): Part {
  if (payload === 'empty')
    return {
      summary: 'No bytes.',
      contentType: 'application/octet-stream',
      payload: { type: 'string', maxLength: 0 },
    };
  return { payload };
}
