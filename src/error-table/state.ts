/**
 * What can be wrong with snapshots and other files that kaa reads and writes. One part of the table in `errors.ts`.
 */
import type { ErrorEntry } from './entry.js';

export const STATE_ERRORS = {
  REPORT_NOT_WRITABLE: {
    kind: 'user',
    message: 'Cannot write the report to {file}: {reason}.',
    next: ['Choose a file in a folder that exists and that you may write to.'],
  },
  RUN_EMPTY: {
    kind: 'user',
    message:
      'There is no request in {file} ({events} events): nobody sent anything, so there is nothing to report.',
    next: ['Name the journal of a run: kaa sim run --journal run.ndjson'],
  },
  JOURNAL_NOT_WRITABLE: {
    kind: 'user',
    message: 'Cannot write the journal to {file}: {reason}.',
    next: ['Choose a file in a folder that exists and that you may write to.'],
  },
  JOURNAL_NOT_READABLE: {
    kind: 'user',
    message: 'Cannot read the journal in {file}: {reason}.',
    next: [
      'Name a file that kaa wrote with --journal, one JSON object a line.',
      'Write one: kaa platform start --journal journal.ndjson, or kaa sim run --journal journal.ndjson',
    ],
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
