/**
 * The error table: every failure that kaa reports to a person, in one place.
 *
 * An entry has a code, a kind, a message template and the steps that help. The library throws {@link KaaError};
 * only `commands/` renders it and picks the exit code. Errors on the wire (1/KP status codes) are not here: they
 * are answers to a device, see `kp1/error-response.ts`.
 *
 * Kinds: `user` (the person at the keyboard can fix it), `external` (another program or host failed),
 * `bug` (ours).
 */

export type ErrorKind = 'user' | 'external' | 'bug';

interface ErrorEntry {
  readonly kind: ErrorKind;
  /** May name parameters in braces: `{file}`. */
  readonly message: string;
  readonly next: readonly string[];
}

export const ERRORS = {
  BLUEPRINT_NOT_FOUND: {
    kind: 'user',
    message: 'No blueprint.yaml in {folder} or in any folder above it.',
    next: [
      'Run the command inside a blueprint, or name one with --blueprint.',
      'Make one: kaa init blueprint my-solution',
    ],
  },
  BLUEPRINT_INVALID: {
    kind: 'user',
    message: '{count} in {folder}:\n{problems}',
    next: ['Mend the lines above, then check again: kaa blueprint validate'],
  },
  BLUEPRINT_MISSING: {
    kind: 'user',
    message: 'There is no blueprint.yaml in {folder}.',
    next: ['Name the folder of a blueprint, or make one: kaa init blueprint my-solution'],
  },
  CONFIGURATION_INVALID: {
    kind: 'user',
    message: 'The configuration "{name}" of {appVersion} does not match its schema: {reason}.',
    next: [
      'Change the configuration, or the schema in config/ecr.yaml (endpointConfigurationSchema, endpoint-configuration).',
    ],
  },
  ENDPOINT_UNKNOWN: {
    kind: 'user',
    message: 'There is no endpoint "{endpointId}".',
    next: ['Use an endpoint ID that the platform lists; unregistered endpoints are gone.'],
  },
  TOKEN_UNKNOWN: {
    kind: 'user',
    message: 'The application {application} has no token "{token}".',
    next: ['Use a token that the platform lists for this application; deleted tokens are gone.'],
  },
  TOKEN_REFUSED: {
    kind: 'user',
    message: 'Cannot {action} the token "{token}" of {application}: {reason}.',
    next: ['Choose another token, or see which states lead where: suspend and reactivate, revoke for good.'],
  },
  FLEETS_NOT_FOUND: {
    kind: 'user',
    message: 'No fleet file at {path}.',
    next: ['Name a fleet file or a folder of fleet files: kaa sim run fleets'],
  },
  ARGUMENT_UNEXPECTED: {
    kind: 'user',
    message: 'kaa {command} takes no argument "{argument}".',
    next: ['See how it is used: kaa {command} --help'],
  },
  COMMAND_UNKNOWN: {
    kind: 'user',
    message: 'There is no command "{command}"{hint}',
    next: ['See all commands: kaa --help'],
  },
  FAKER_METHOD_UNKNOWN: {
    kind: 'user',
    message: 'A fleet names the faker method "{method}", which faker does not have or which needs arguments.',
    next: ['Choose one of https://fakerjs.dev/api that works without arguments, such as person.fullName.'],
  },
  FLEET_TOKEN_TWICE: {
    kind: 'user',
    message:
      'The token "{token}" of fleet {fleet} is taken already by fleet {other} of the same application.',
    next: ['Give each fleet a token template of its own, with the index in it.'],
  },
  ENVIRONMENT_UNKNOWN: {
    kind: 'user',
    message: 'The blueprint has no environment "{name}"; it has: {known}.',
    next: ['Name one of them, or declare it under environments in blueprint.yaml.'],
  },
  FLAG_INVALID: {
    kind: 'user',
    message: '--{flag} {value}: {reason}.',
    next: ['See the forms it takes with --help.'],
  },
  TEMPLATE_UNKNOWN: {
    kind: 'user',
    message: 'There is no template "{template}"{nearest}.',
    next: ['See them all: kaa init blueprint --list'],
  },
  NAME_INVALID: {
    kind: 'user',
    message: '"{name}" cannot be {what}: {rule}.',
    next: ['Kaa allows a-z, 0-9, "-" and "_" in the names of applications and versions.'],
  },
  NAME_TAKEN: {
    kind: 'user',
    message: '{what} "{name}" exists already in {file}.',
    next: ['Choose another name.'],
  },
  FOLDER_NOT_EMPTY: {
    kind: 'user',
    message: '{folder} exists and is not empty.',
    next: ['Choose another name, or add --force to write into it (files of the same name are replaced).'],
  },
  ANSWER_MISSING: {
    kind: 'user',
    message: 'Missing {what}, and there is no terminal to ask on.',
    next: ['Give it on the command line: {usage}'],
  },
  PORT_BUSY: {
    kind: 'user',
    message: 'Port {port} on {host} is in use by another program.',
    next: ['Stop that program, or choose another port: --port 0 takes any free one.'],
  },
  HTTP_PORT_BUSY: {
    kind: 'user',
    message: 'Port {port} on {host}, for HTTP and WebSocket, is in use by another program.',
    next: ['Stop that program, or choose another port: --http-port 0 takes any free one.'],
  },
  TLS_PORT_BUSY: {
    kind: 'user',
    message: 'Port {port} on {host}, for MQTT over TLS, is in use by another program.',
    next: ['Stop that program, or choose another port: --tls-port 0 takes any free one.'],
  },
  CERTIFICATE_UNUSABLE: {
    kind: 'user',
    message: 'The certificate in {file} cannot be used: {reason}.',
    next: [
      'If it is yours, check the files that kpc names under transports.tls in its settings.',
      'If kaa made it, delete {file} and what lies beside it: both are made again at the next start.',
    ],
  },
  LISTEN_FAILED: {
    kind: 'user',
    message: 'Cannot listen on {host}:{port}: {reason}.',
    next: ['Choose an address of this machine with --host and a port above 1023 with --port.'],
  },
  TARGET_INVALID: {
    kind: 'user',
    message: '--target {target}: {reason}.',
    next: ['Write it as mqtt://host:port.'],
  },
  TARGET_NOT_LOOPBACK: {
    kind: 'user',
    message: '{target} is not on this machine.',
    next: ['Add --allow-remote if you mean to send data samples there.'],
  },
  TARGET_UNREACHABLE: {
    kind: 'external',
    message: 'Cannot reach {target}: {reason}.',
    next: ['Check that a 1/KP server runs there (kaa platform start prints its address), and the port.'],
  },
  LOGIN_REFUSED: {
    kind: 'external',
    message: '{target} refused the connection: {reason}.',
    next: ['Check the user name and password (--username, --password), and that the server allows them.'],
  },
  ADDRESS_INVALID: {
    kind: 'user',
    message: '"{address}" is no address of a 1/KP server: {reason}.',
    next: ['Write it as mqtt://host:port, ws://host:port/ws or http://host:port.'],
  },
  TOKEN_MISSING: {
    kind: 'user',
    message: 'To judge {target}, the suite needs an endpoint there.',
    next: ['Name its application version and its token: --app-version NAME --token TOKEN (twice for two)'],
  },
  TOKEN_NOT_SERVED: {
    kind: 'user',
    message: '{target} does not serve the token "{token}" of {appVersion}: {reason}.',
    next: ['Check --app-version and --token: both must be known to that server.'],
  },
  REPORT_NOT_WRITABLE: {
    kind: 'user',
    message: 'Cannot write the report to {file}: {reason}.',
    next: ['Choose a file in a folder that exists and that you may write to.'],
  },
  JOURNAL_NOT_WRITABLE: {
    kind: 'user',
    message: 'Cannot write the journal to {file}: {reason}.',
    next: ['Choose a file in a folder that exists and that you may write to.'],
  },
  REST_URL_INVALID: {
    kind: 'user',
    message: '--url {url}: {reason}.',
    next: ['Write it as http://host:port or https://host; an API token goes into --api-token.'],
  },
  REST_NOT_LOOPBACK: {
    kind: 'user',
    message: '{url} is not on this machine.',
    next: ['Add --allow-remote if you mean to work on that Kaa.'],
  },
  REST_NAME_UNUSABLE: {
    kind: 'user',
    message: '"{name}" cannot be a name in a REST path.',
    next: ['Name an endpoint by its ID or token, an application or version by its name.'],
  },
  REST_UNREACHABLE: {
    kind: 'external',
    message: 'Cannot reach Kaa at {url}: {reason}.',
    next: ['Check the address; kaa platform status shows what runs on this machine.'],
  },
  REST_UNAUTHORIZED: {
    kind: 'external',
    message: '{url} does not let you do this ({status}): {reason}.',
    next: ['Give an API token that may: --api-token, or the variable KAA_API_TOKEN.'],
  },
  REST_REFUSED: {
    kind: 'external',
    message: 'Kaa refuses: {reason} ({status} to {method} {path}).',
    next: ['Change what it names, then try again.'],
  },
  REST_UNREADABLE: {
    kind: 'external',
    message: '{url} does not answer as Kaa does: {reason}.',
    next: ['Check that the address is that of Kaa, without a path of a service such as /epr/api/v1.'],
  },
  PLATFORM_NOT_RUNNING: {
    kind: 'user',
    message: 'No local Kaa is running.',
    next: [
      'Start one in another terminal, in the folder of a blueprint: kaa platform start',
      'Or name a Kaa: --url http://host:port',
    ],
  },
  PLATFORM_AMBIGUOUS: {
    kind: 'user',
    message: 'Several local Kaa are running, and it is not clear which one is meant:\n{list}',
    next: ['Work in the folder of its blueprint, or name it: --url, or --blueprint.'],
  },
  ENDPOINT_NOT_FOUND: {
    kind: 'user',
    message: 'There is no endpoint with the ID or the token "{name}"{where}.',
    next: ['See them all: kaa endpoint list'],
  },
  APPLICATION_NEEDED: {
    kind: 'user',
    message: 'Which application? {reason}: {known}.',
    next: ['Name it with --application.'],
  },
  JSON_INVALID: {
    kind: 'user',
    message: '{what}: {reason}.',
    next: ["Write JSON, quoted for the shell, such as '{example}', or @file.json to read a file."],
  },
  DATA_NOT_NUMERIC: {
    kind: 'user',
    message: 'There is nothing to plot: {reason}.',
    next: ['Leave --plot away to see what is there, or name a time series with numbers: --series.'],
  },
  EXEC_WITHOUT_COMMAND: {
    kind: 'user',
    message: 'There is no command to run.',
    next: ['Write it after two dashes: kaa exec -- npm test'],
  },
  SNAPSHOT_NOT_FOUND: {
    kind: 'user',
    message: 'There is no snapshot in {folder}.',
    next: [
      'Name a folder that holds a snapshot.json; `kaa platform snapshot save DIR` writes one.',
      'On a first start name the same folder with --import and --export-on-exit: it is made when the platform stops.',
    ],
  },
  SNAPSHOT_INVALID: {
    kind: 'user',
    message: '{count} in the snapshot {folder}, so nothing of it was taken:\n{problems}',
    next: ['Mend the lines above, or use another snapshot.'],
  },
  SNAPSHOT_NEWER: {
    kind: 'user',
    message:
      'The snapshot in {folder} has format {format}, written by kaa {kaa}; this kaa reads formats up to {known}.',
    next: ['Update kaa, or use a snapshot that this version has written.'],
  },
  SNAPSHOT_FOREIGN: {
    kind: 'user',
    message:
      'The snapshot in {folder} is of the blueprint "{blueprint}" and needs what "{running}" does not serve: {missing}.',
    next: ['Use the blueprint that it was saved with, or declare these in blueprint.yaml.'],
  },
  SNAPSHOT_FOLDER_TAKEN: {
    kind: 'user',
    message: '{folder} holds "{entry}", which is no part of a snapshot.',
    next: ['Name a folder for the snapshot alone: saving replaces all of it.'],
  },
  SNAPSHOT_REFUSED: {
    kind: 'user',
    message: '{reason}',
    next: ['The running platform is as it was before.'],
  },
  SNAPSHOT_NOT_READABLE: {
    kind: 'user',
    message: 'Cannot read the snapshot in {folder}: {reason}.',
    next: ['Check the rights of that folder and its files.'],
  },
  SNAPSHOT_NOT_WRITABLE: {
    kind: 'user',
    message: 'Cannot write the snapshot to {folder}: {reason}. What was there before is still there.',
    next: [
      'Choose a folder inside one that you may write to, with free space; kaa swaps the whole folder, so it cannot be a mount point.',
    ],
  },
  FILE_NOT_WRITABLE: {
    kind: 'user',
    message: 'Cannot write {file}: {reason}.',
    next: ['Check the rights and the free space of that folder, then run the command again.'],
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

type Placeholders<Text> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;
type ParametersOf<Code extends ErrorCode> = Record<
  Placeholders<(typeof ERRORS)[Code]['message']> | Placeholders<(typeof ERRORS)[Code]['next'][number]>,
  string | number
>;

/** A failure from the table, ready to be rendered: `message` is filled in, `next` says what to do. */
export class KaaError extends Error {
  override readonly name = 'KaaError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly next: readonly string[],
    readonly details: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  get kind(): ErrorKind {
    return ERRORS[this.code].kind;
  }
}

/**
 * Makes the error of a table entry; `parameters` must name every placeholder of its texts.
 * `details` carries data for programs (for example the list of problems of a blueprint).
 */
export function kaaError<Code extends ErrorCode>(
  code: Code,
  parameters: ParametersOf<Code>,
  extra: { cause?: unknown; details?: Readonly<Record<string, unknown>> } = {},
): KaaError {
  const entry: ErrorEntry = ERRORS[code];
  const fill = (text: string) =>
    text.replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
      name in parameters ? String(parameters[name as keyof typeof parameters]) : whole,
    );
  const options = extra.cause === undefined ? undefined : { cause: extra.cause };
  return new KaaError(code, fill(entry.message), entry.next.map(fill), extra.details, options);
}
