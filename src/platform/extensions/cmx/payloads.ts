/**
 * The configuration messages of CMX as texts, in the style that the settings choose. [7/CMP CMP-15..18]
 */
import type { AssignedConfiguration } from '../providers.js';
import type { CmxSettings } from './settings.js';

/** CMP-02: nothing assigned is the configuration null with the empty ID. */
export const NOTHING_ASSIGNED: AssignedConfiguration = Object.freeze({ configId: '', config: null });

/** Kaa's own addition to 7/CMP; the air-quality simulator and the ESP32 sketch read it. */
const KAA_LIKE = { statusCode: 200, reasonPhrase: 'ok' } as const;

/** `configId` and `config` come together. [7/CMP CMP-17] */
export function configurationPayload(
  { configId, config }: AssignedConfiguration,
  settings: CmxSettings,
): string {
  const body = { configId, config };
  return JSON.stringify(settings.payloadStyle === 'rfc' ? body : { ...body, ...KAA_LIKE });
}

/** The endpoint has the current configuration: neither `configId` nor `config`. [7/CMP CMP-15] */
export function unchangedPayload(settings: CmxSettings): string {
  return payloadWithout(settings.unchangedPayload, settings.payloadStyle === 'rfc' ? {} : KAA_LIKE);
}

/** Plain `{}` in either style: with a status code 200 the ESP32 sketch would look for a link. (open question 12) */
export function noUpdatePayload(settings: CmxSettings): string {
  return payloadWithout(settings.noUpdatePayload, {});
}

function payloadWithout(form: CmxSettings['unchangedPayload'], members: object): string {
  if (form === 'empty') return '';
  return form === 'null' ? 'null' : JSON.stringify(members);
}
