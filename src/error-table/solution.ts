/**
 * What can be wrong with a blueprint, its fleets, and what a program asks of a platform. One part of the table in `errors.ts`.
 */
import type { ErrorEntry } from './entry.js';

export const SOLUTION_ERRORS = {
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
  FAKER_METHOD_UNKNOWN: {
    kind: 'user',
    message: 'A fleet names the faker method "{method}", which faker does not have or which needs arguments.',
    next: ['Choose one of https://fakerjs.dev/api that works without arguments, such as person.fullName.'],
  },
  MODULE_UNUSABLE: {
    kind: 'user',
    message: 'The module {file}, which a fleet names, cannot be used: {reason}.',
    next: ['Mend the module, or what the fleet says of it: file (its path from blueprint.yaml) and export.'],
  },
  MODULE_FAILED: {
    kind: 'user',
    message: 'The module {file} failed for the endpoint "{token}": {reason}.',
    next: ['Mend the module; the same seed brings the same moment again: kaa sim run … --seed {seed}'],
  },
  FLEET_TOKEN_TWICE: {
    kind: 'user',
    message:
      'The token "{token}" of fleet {fleet} is taken already by fleet {other} of the same application.',
    next: ['Give each fleet a token template of its own, with the index in it.'],
  },
} as const satisfies Record<string, ErrorEntry>;
