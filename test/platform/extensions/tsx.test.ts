import { describe, expect, test } from 'vitest';
import { tsx } from '../../../src/platform/extensions/tsx/index.js';
import type { TsxSettings } from '../../../src/platform/extensions/tsx/settings.js';
import { body, ctx, EMPTY, NOT_UTF8, NOW, open, request } from './harness.js';

function ask(
  payload: unknown,
  { path = '', id = '1' as string | null, now = NOW, settings = {} as Partial<TsxSettings> } = {},
) {
  return tsx.handle(open(tsx, undefined, settings), request(path, payload, id), ctx({ now }));
}

/** Winter and summer of the northern half of the world. */
const JANUARY = Date.UTC(2026, 0, 15);
const JULY = Date.UTC(2026, 6, 15);

describe('[TSX] the time', () => {
  test('an empty payload: the timestamp alone, in whole milliseconds', () => {
    expect(body(ask(EMPTY, { now: NOW + 0.75 }))).toEqual({ timestamp: NOW });
    expect(body(ask({}))).toEqual({ timestamp: NOW });
    expect(body(ask({ timezone: null }))).toEqual({ timestamp: NOW });
  });

  test.each([
    ['Europe/Berlin', JANUARY, 3600],
    ['Europe/Berlin', JULY, 7200],
    ['America/New_York', JANUARY, -18_000],
    ['Asia/Kolkata', JANUARY, 19_800],
    ['Pacific/Marquesas', JANUARY, -34_200],
    ['Asia/Kathmandu', JANUARY, 20_700],
  ])('%s adds its offset of that day in seconds', (timezone, now, offset) => {
    expect(body(ask({ timezone }, { now }))).toEqual({ timestamp: now, offset });
  });

  test('seconds of local mean time, from before there were time zones, count', () => {
    const now = Date.UTC(1850, 0, 1);
    expect(body(ask({ timezone: 'America/New_York' }, { now }))).toEqual({ timestamp: now, offset: -17_762 });
  });

  test.each(['UTC', 'Etc/UTC', 'Africa/Abidjan'])('%s does not differ from UTC: no offset', (timezone) => {
    expect(body(ask({ timezone }))).toEqual({ timestamp: NOW });
  });

  test('London differs in summer alone, with one instance asked twice', () => {
    const state = open(tsx, undefined);
    const asked = (now: number) =>
      body(tsx.handle(state, request('', { timezone: 'Europe/London' }), ctx({ now })));
    expect([asked(JANUARY), asked(JULY), asked(JANUARY)]).toEqual([
      { timestamp: JANUARY },
      { timestamp: JULY, offset: 3600 },
      { timestamp: JANUARY },
    ]);
  });

  test.each(['Mars/Olympus', '', '+05:30', '-03:00', 'Europe/', '../etc/passwd'])(
    'the time zone %j is refused with 400',
    (timezone) => {
      const { reply, pushes } = ask({ timezone });
      expect(reply?.statusCode).toBe(400);
      expect(reply?.reasonPhrase).toContain('time zone');
      expect(pushes).toBeUndefined();
    },
  );

  test.each(['Europe/Berlin', '{"timezone":', NOT_UTF8, '[]', { timezone: 5 }, { zone: 'UTC' }])(
    'the payload %j is refused with 400',
    (payload) => {
      expect(ask(payload).reply?.statusCode).toBe(400);
    },
  );

  test('there is no resource but the empty path', () => {
    expect(ask(EMPTY, { path: '/time' }).reply?.statusCode).toBe(404);
  });

  test('without a request ID the answer is a push, on <topic>/status', () => {
    expect(ask(EMPTY, { id: null })).toEqual({
      pushes: [{ resourcePath: '', payload: JSON.stringify({ timestamp: NOW }) }],
    });
    const strict = { answerWithoutRequestId: false };
    expect(ask(EMPTY, { id: null, settings: strict })).toEqual({});
    expect(ask(EMPTY, { settings: strict }).reply?.statusCode).toBe(200);
  });

  test('time zones that endpoints name do not fill the memory', () => {
    const state = open(tsx, undefined);
    for (const timezone of Intl.supportedValuesOf('timeZone').slice(0, 150)) {
      tsx.handle(state, request('', { timezone }), ctx());
    }
    expect(state.formats.size).toBe(100);
  });
});
