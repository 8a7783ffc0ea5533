/**
 * The naming rules of Kaa in words: what a text that broke a pattern must be like.
 */
import { DURATION_PATTERN } from '../kernel/duration.js';
import { COMMAND_TYPE_PATTERN, METADATA_KEY_PATTERN } from '../kp1/payloads.js';
import { EXPECTATION_ID_PATTERN } from './contract-model.js';
import { STATUS_PATTERN } from './contract-when.js';
import { SERIAL_NUMBER_PATTERN } from './credentials-model.js';
import { SIGNED_DURATION_PATTERN } from './fleet/faults.js';
import { ENDPOINT_ID_PATTERN, NAME_PATTERN, TOKEN_PATTERN, VERSION_SUFFIX_PATTERN } from './model.js';
import { REPLAY_FILE_PATTERN } from './value-model.js';

const WORDS: Readonly<Record<string, string>> = {
  [NAME_PATTERN]: 'be made of a-z, 0-9, "-" and "_"',
  [VERSION_SUFFIX_PATTERN]: 'be made of a-z and 0-9',
  [TOKEN_PATTERN]: 'not be empty, nor have "+", "#", "/" or "." in it',
  [ENDPOINT_ID_PATTERN]: 'be made of a-z, A-Z, 0-9 and the characters . _ ~ -',
  [SERIAL_NUMBER_PATTERN]: 'be a whole number in base 10',
  [COMMAND_TYPE_PATTERN]: 'be made of a-z, A-Z, 0-9, "-" and "_"',
  [METADATA_KEY_PATTERN]: 'be made of a-z, A-Z, 0-9 and "_"',
  [EXPECTATION_ID_PATTERN]: 'be made of a-z, 0-9, "-" and "_", and begin with a letter or digit',
  [STATUS_PATTERN]: 'be a status code such as 404, or 2xx, 4xx',
  [DURATION_PATTERN]: 'be a time such as 250ms, 1.5s, 10m, 2h or 7d',
  [SIGNED_DURATION_PATTERN]: 'be a time such as 5m or -5m',
  '^mqtts?://[^/\\s]+$': 'be an address such as mqtt://127.0.0.1:1883',
  [REPLAY_FILE_PATTERN]: 'end with .csv, .ndjson or .jsonl',
  '^[a-zA-Z]+\\.[a-zA-Z]+$': 'name a method of faker, such as person.fullName',
};

/** Goes after "must". */
export function sayPattern(pattern: string): string {
  return Object.hasOwn(WORDS, pattern) ? (WORDS[pattern] as string) : `match ${pattern}`;
}

/** The words of a pattern that is a choice of words in upper or lower case: `^([Oo][Nn]|[Oo][Ff][Ff])$`. */
export function wordsOf(pattern: string): readonly string[] | undefined {
  const choice = /^\^(?:\((?:\?:)?([^()]+)\)|([^()|]+))\$$/.exec(pattern);
  const words = (choice?.[1] ?? choice?.[2])?.split('|') ?? [];
  if (words.length === 0 || !words.every((word) => /^(?:\[[a-zA-Z]{2}\])+$/.test(word))) return undefined;
  return words.map((word) => word.replaceAll(/\[(.)(.)\]/g, (_pair, _upper, lower) => lower).toLowerCase());
}
