/**
 * What can be wrong with comparing, making and learning schemas. One part of the table in `errors.ts`.
 */
import type { ErrorEntry } from './entry.js';

export const CONTRACT_SCHEMA_ERRORS = {
  GIT_MISSING: {
    kind: 'external',
    message: 'git is needed to read a revision, and there is no such program.',
    next: ['Install git, or name two folders instead.'],
  },
  GIT_REVISION_UNKNOWN: {
    kind: 'user',
    message: 'Cannot read "{text}": {reason}.',
    next: [
      'Name a folder, an application version of the blueprint, or a git revision such as HEAD~1 or main:path/of/blueprint.',
      'In a shallow clone (CI) fetch the history first: actions/checkout with fetch-depth: 0.',
    ],
  },
  EXCEPTIONS_INVALID: {
    kind: 'user',
    message: '{file} is no file of exceptions:\n{problems}',
    next: [
      'Each exception has at least a rule and a reason; docs/contract-schemas.md shows one and lists the rules.',
    ],
  },
  SCHEMA_KIND_UNKNOWN: {
    kind: 'user',
    message: '"{version}" has no schema for "{kind}"{hint}; it has: {kinds}.',
    next: ['Name one of them with --kind, or give the version such a schema in blueprint.yaml.'],
  },
  SCHEMA_VERSION_NEEDED: {
    kind: 'user',
    message: 'The blueprint has several application versions: {versions}.',
    next: ['Name one of them.'],
  },
  MOCK_IMPOSSIBLE: {
    kind: 'user',
    message: 'No {what} instance of "{kind}" of "{version}" could be made.',
    next: [
      'A schema that accepts everything has no invalid instances, one that contradicts itself no valid ones.',
      'Patterns with look-ahead or references to themselves cannot be solved: write such values by hand.',
    ],
  },
  INFER_NOTHING_SEEN: {
    kind: 'user',
    message:
      'Nothing was seen of {version}: no data sample, no metadata, no configuration and no command. Seen were: {seen}.',
    next: [
      'Record a run with --journal FILE, or let endpoints speak to the running platform first.',
      'Messages that are refused are not learned from: see kaa monitor for why.',
    ],
  },
  INFER_VERSION_NEEDED: {
    kind: 'user',
    message: 'Endpoints of several application versions have spoken: {versions}.',
    next: ['Name one of them: kaa contract infer VERSION'],
  },
  SCHEMA_FILE_EXISTS: {
    kind: 'user',
    message: '{file} is there already; nothing was written.',
    next: ['Name another folder with --out, or overwrite with --force.'],
  },
  SCHEMA_VERSION_UNKNOWN: {
    kind: 'user',
    message: 'There is no application version "{version}"; there are: {versions}.',
    next: ['Name one of them.'],
  },
} as const satisfies Record<string, ErrorEntry>;
