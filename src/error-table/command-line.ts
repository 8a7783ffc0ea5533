/**
 * What can be wrong with a command line: commands, flags, names. One part of the table in `errors.ts`.
 */
import type { ErrorEntry } from './entry.js';

export const COMMAND_LINE_ERRORS = {
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
    next: [
      'Kaa allows a-z, 0-9, "-" and "_" in the names of applications and versions, and a-z and 0-9 alone in a suffix.',
    ],
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
} as const satisfies Record<string, ErrorEntry>;
