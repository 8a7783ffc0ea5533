/**
 * TSX, time: tells an endpoint what time it is. (TSX)
 *
 *     (no resource path)   empty payload                   {"timestamp": 1556293267000}
 *                          {"timezone": "Asia/Kolkata"}    {"timestamp": 1556293267000, "offset": 19800}
 *
 * The timestamp is in milliseconds since the epoch, the offset in seconds; it is left out when there is none.
 */

import { type Checked, parseJsonAs } from '../../../kp1/validator.js';
import { type Static, Type } from '../../../schema.js';
import { type Extension, NO_EFFECTS, refuse } from '../extension.js';
import { answerTo } from '../observe.js';
import { TsxApplicationConfig, TsxSettings, TsxVersionConfig } from './settings.js';
import { offsetOf, type ZoneFormats } from './zone.js';

export interface TsxState {
  readonly settings: TsxSettings;
  readonly formats: ZoneFormats;
}

/** An empty payload and `{}` ask for the timestamp alone. */
export const TimeRequest = Type.Object(
  { timezone: Type.Optional(Type.Union([Type.String(), Type.Null()])) },
  { additionalProperties: false },
);
export type TimeRequest = Static<typeof TimeRequest>;

const NO_ZONE: Checked<TimeRequest> = { ok: true, value: {} };

export const tsx: Extension<TsxState, TsxSettings, undefined> = {
  settings: TsxSettings,
  applicationConfig: TsxApplicationConfig,
  versionConfig: TsxVersionConfig,

  open: (settings) => ({ settings, formats: new Map() }),

  handle({ settings, formats }, request, { now }) {
    const { resourcePath, payload } = request;
    if (resourcePath !== '')
      return refuse(404, `no such resource: ${resourcePath}; the time is asked for right after the token`);
    const checked = payload.isEmpty ? NO_ZONE : parseJsonAs(TimeRequest, payload);
    if (!checked.ok) return refuse(400, checked.reason);
    const { timezone } = checked.value;
    const timestamp = Math.floor(now);
    if (timezone === undefined || timezone === null)
      return answerTo(request, JSON.stringify({ timestamp }), settings);
    const offset = offsetOf(timezone, timestamp, formats);
    if (offset === undefined) return refuse(400, `"${timezone}" is no time zone of the IANA database`);
    return answerTo(request, JSON.stringify(offset === 0 ? { timestamp } : { timestamp, offset }), settings);
  },

  invoke: () => NO_EFFECTS,
};
