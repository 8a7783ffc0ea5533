/**
 * How the endpoints of a fleet reach the platform: transport, who they say they are, and what they do when a connection is lost.
 *
 * Texts are templates: {index}, {token} and {fleet}, of the endpoint with a connection of its own; behind gateways {index}
 * counts the gateways and there is no {token}. Unless named here, the run decides.
 */
import { type Static, Type } from '../../schema.js';
import { closed, Duration } from './common.js';

const Protocol = Type.Union(
  [
    Type.Literal('mqtt'),
    Type.Literal('mqtts'),
    Type.Literal('ws'),
    Type.Literal('wss'),
    Type.Literal('http'),
    Type.Literal('https'),
  ],
  {
    description:
      'mqtt and mqtts: MQTT over TCP and TLS; ws and wss: MQTT over WebSocket; http and https: a POST for each request, and nothing is pushed. Absent: that of the target.',
  },
);

const File = (what: string) =>
  Type.Optional(
    Type.String({ minLength: 1, description: `${what} (PEM); a template of a path from blueprint.yaml.` }),
  );

const Certificate = Type.Object(
  {
    cert: File('Certificate of the client'),
    key: File('Private key of that certificate'),
    ca: File('Certificate of the authority that has signed that of the server'),
  },
  { ...closed, description: 'For mqtts, wss and https: who the clients are, and whom they trust.' },
);

const Reconnect = Type.Union(
  [
    Type.Literal('never'),
    Type.Object(
      {
        first: Type.Optional(Duration('How long to wait before the first attempt; 1s when absent.')),
        factor: Type.Optional(
          Type.Number({
            minimum: 1,
            maximum: 100,
            description: 'How much longer each wait is; 2 when absent.',
          }),
        ),
        max: Type.Optional(Duration('The longest wait; 1m when absent.')),
        jitter: Type.Optional(
          Type.Number({
            minimum: 0,
            maximum: 1,
            description: 'Share by which each wait is longer or shorter, 0 to 1; 0.5 when absent.',
          }),
        ),
        attempts: Type.Optional(
          Type.Integer({
            minimum: 0,
            description: 'Attempts before it gives up; 0, as when absent: for ever.',
          }),
        ),
      },
      closed,
    ),
  ],
  {
    description:
      'What a client does whose connection is lost: "never" gives up, else it waits longer and longer.',
  },
);

const Roaming = Type.Object(
  { every: Duration('Mean time after which an endpoint moves to the next gateway.') },
  { ...closed, description: 'Endpoints move between gateways.' },
);

export const Connection = Type.Object(
  {
    transport: Type.Optional(Protocol),
    username: Type.Optional(
      Type.String({ minLength: 1, description: 'User name of the client; a template.' }),
    ),
    password: Type.Optional(Type.String({ minLength: 1, description: 'Password of that user; a template.' })),
    certificate: Type.Optional(Certificate),
    keepAlive: Type.Optional(Duration('Longest silence of the client, of at least 1s; 60s when absent.')),
    poll: Type.Optional(
      Duration(
        'How often an endpoint asks for commands and configurations; over HTTP nothing comes otherwise.',
      ),
    ),
    reconnect: Type.Optional(Reconnect),
    roaming: Type.Optional(Roaming),
  },
  { ...closed, description: 'How the endpoints reach the platform.' },
);

export type Connection = Static<typeof Connection>;
export type Protocol = Static<typeof Protocol>;
export type Reconnect = Static<typeof Reconnect>;
