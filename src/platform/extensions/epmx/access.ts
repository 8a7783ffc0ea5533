/**
 * Which metadata keys an endpoint may read and write: the whitelist of its application version. [10/EPMP EPMP-06]
 *
 * A listed key may always be read; a key that endpoints may write but not read cannot be expressed, as in Kaa.
 * Keys whose name 10/EPMP forbids exist for REST alone: no endpoint can name them. [10/EPMP EPMP-08]
 */
import { METADATA_KEY_PATTERN } from '../../../kp1/payloads.js';
import type { EpmxVersionConfig } from './settings.js';

const KEY = new RegExp(METADATA_KEY_PATTERN);

export interface Access {
  readable(key: string): boolean;
  writable(key: string): boolean;
}

const EVERYTHING: Access = { readable: (key) => KEY.test(key), writable: (key) => KEY.test(key) };

export function accessOf(config: EpmxVersionConfig): Access {
  const list = config['metadata-keys'];
  if (list === undefined || list === null) return EVERYTHING;
  return {
    readable: (key) => Object.hasOwn(list, key),
    writable: (key) => Object.hasOwn(list, key) && list[key]?.['write-enabled'] !== false,
  };
}
