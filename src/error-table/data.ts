/**
 * What can be wrong with what a simulation writes and reads: data sets, recordings, reports of shards. One part of the table in
 * `errors.ts`.
 */
import type { ErrorEntry } from './entry.js';

export const DATA_ERRORS = {
  DATA_SET_NOT_REPEATABLE: {
    kind: 'user',
    message:
      'A data set must be the same every time, and the second time "{column}" was in it for the first time.',
    next: [
      'Let the modules that the fleet names depend on nothing but what they are given: no clock, no Math.random, nothing kept.',
      'Or choose a format that is written in one go: --format ndjson or line-protocol.',
    ],
  },
  RECORDING_NOT_READABLE: {
    kind: 'user',
    message: 'Cannot read the recording {file}: {reason}.',
    next: [
      'Name a file that kaa sim record has written, or a journal: docs/datasets.md says what is in them.',
    ],
  },
  REPLAY_TOKEN_UNKNOWN: {
    kind: 'user',
    message: 'The fleet replays {file} by token, and it has no row of the endpoint "{token}".',
    next: ['Let the fleet have the tokens that the file has, or leave out the option token of replay.'],
  },
  RECORDING_EMPTY: {
    kind: 'user',
    message: 'There is no {what} in {file}.',
    next: ['Record while endpoints send, or choose another part with --from and --to.'],
  },
  RECORDING_VERSION_UNKNOWN: {
    kind: 'user',
    message:
      'The recording {file} has messages of the application version "{version}", which the blueprint does not have.',
    next: [
      'Replay it to a server that has the version (--target URL), or name its blueprint with --blueprint.',
    ],
  },
  CONFIG_MAP_TOO_LARGE: {
    kind: 'user',
    message: 'The blueprint has {bytes} bytes, more than a ConfigMap can hold (1 MiB).',
    next: [
      'Build it into the image (docs/shards.md), and say where it is there: --blueprint-path /blueprint',
    ],
  },
  REPORT_NOT_READABLE: {
    kind: 'user',
    message: 'Cannot read {file}: {reason}.',
    next: ['Name the reports that kaa sim run --shard I/N --report FILE has written, or a folder of them.'],
  },
  REPORTS_NOT_MERGEABLE: {
    kind: 'user',
    message: 'Cannot merge {file}: {reason}.',
    next: ['Merge the reports of the shards of one run, each once: kaa sim merge shard-*.json'],
  },
  OUTPUT_NOT_WRITABLE: {
    kind: 'user',
    message: 'Cannot write {file}: {reason}.',
    next: ['Name a file in a folder that exists and may be written to, or - for the output.'],
  },
} as const satisfies Record<string, ErrorEntry>;
