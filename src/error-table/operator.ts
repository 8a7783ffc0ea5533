/**
 * What can be wrong when a running platform is asked or told something. One part of the table in `errors.ts`.
 */
import type { ErrorEntry } from './entry.js';

export const OPERATOR_ERRORS = {
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
      'In the folder of a blueprint only its own platform counts; name another one: --blueprint DIR',
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
  ENDPOINT_NOT_CONNECTED: {
    kind: 'user',
    message: 'Nobody speaks for the endpoint {endpointId}: there is no connection to end.',
    next: ['An endpoint is connected from its first message on; see what arrives: kaa platform status'],
  },
  TOKEN_CHANGE_REFUSED: {
    kind: 'user',
    message: 'Kaa refuses: {reason}.',
    next: ['{remedy}'],
  },
  FAULT_REFUSED: {
    kind: 'user',
    message: 'The fault cannot be armed: {reason}.',
    next: ['See kinds and options: kaa fault arm --help', 'See what is armed: kaa fault list'],
  },
  FAULT_NOT_NAMED: {
    kind: 'user',
    message: 'Which fault? Name one, or say --all; not both.',
    next: ['See what is armed: kaa fault list'],
  },
  PLATFORM_NOT_BACK: {
    kind: 'external',
    message: 'The platform at {url} was told to restart and does not serve after {seconds} s.',
    next: [
      'Look at the terminal in which it runs: it says why, such as a port that somebody else has taken.',
    ],
  },
  FAULT_UNKNOWN: {
    kind: 'user',
    message: 'There is no fault "{id}".',
    next: ['See what is armed: kaa fault list'],
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
} as const satisfies Record<string, ErrorEntry>;
