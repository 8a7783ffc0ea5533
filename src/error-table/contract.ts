/**
 * What can be wrong with a contract test, its device and its reports. One part of the table in `errors.ts`.
 */
import type { ErrorEntry } from './entry.js';

export const CONTRACT_ERRORS = {
  CONTRACT_NOT_TESTABLE: {
    kind: 'user',
    message: 'This cannot be tested: {what}.',
    next: ['Change the expectation in the contract, or leave it out with --only.'],
  },
  CONTRACT_VERSION_NEEDED: {
    kind: 'user',
    message: 'The blueprint has several application versions: {versions}.',
    next: ['Say which one the device speaks: --app-version NAME'],
  },
  CONTRACT_VERSION_UNKNOWN: {
    kind: 'user',
    message: 'The blueprint has no application version "{version}"; it has: {versions}.',
    next: ['Name one of them with --app-version.'],
  },
  CONTRACT_WITHOUT_FLEETS: {
    kind: 'user',
    message: 'No fleet in {path} speaks for {version}.',
    next: [
      'Write a fleet of that version, or name another folder with --fleets.',
      "Test a device instead: --device 'python3 device.py', or --wait for one that connects by itself.",
    ],
  },
  CONTRACT_CASE_UNUSABLE: {
    kind: 'user',
    message: '{file} is no case of a contract test: {reason}.',
    next: ['Name a file that kaa contract test has written, such as .kaa/contract/my-version-v1.json.'],
  },
  CONTRACT_CASE_NOT_WRITABLE: {
    kind: 'external',
    message: 'Cannot keep the failing case in {file}: {reason}.',
    next: ['Make the folder of the blueprint writable.'],
  },
  DEVICE_NOT_STARTED: {
    kind: 'user',
    message: 'Cannot start the device with "{command}": {reason}.',
    next: ['Give the command as you would type it: --device "python3 device.py"'],
  },
} as const satisfies Record<string, ErrorEntry>;
