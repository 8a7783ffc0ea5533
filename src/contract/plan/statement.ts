/**
 * A step as a sentence: what happens, and what must be seen. Reports show it beside the ID.
 */
import type { Action, Seen, Step } from './step.js';

/** `When command reboot is sent, its result is 2xx, exactly 1 time, within 10s.` */
export function statementOf({ description, when, seen }: Step): string {
  if (description !== undefined) return description;
  const sentence =
    when === undefined
      ? capital(sayNow(seen))
      : `When ${sayAction(when)}, ${sayNow(seen) || 'nothing is asked'}`;
  return `${sentence}.`;
}

/** What happens, as part of a sentence. */
export function sayAction(action: Action): string {
  switch (action.kind) {
    case 'command':
      return `command ${action.type} is ${action.duplicated ? 'pushed twice' : 'sent'}`;
    case 'configuration':
      return sayConfiguration(action);
    case 'link':
      return action.isDown ? `the link is down for ${sayMs(action.forMs)}` : 'the link is cut';
    case 'answers': {
      const whose = action.extension === undefined ? 'answers' : `answers of ${action.extension}`;
      const how = action.lateMs === undefined ? 'are lost' : `are ${sayMs(action.lateMs)} late`;
      return `${whose} ${how} for ${sayMs(action.forMs)}`;
    }
    case 'token':
      return `the token is suspended for ${sayMs(action.forMs)}`;
    case 'platform':
      return `the platform restarts and is away for ${sayMs(action.forMs)}`;
  }
}

function sayConfiguration({ config, name }: Extract<Action, { kind: 'configuration' }>): string {
  const which = name === 'default' ? 'configuration' : `configuration "${name}"`;
  if (typeof config === 'object') return `${which} ${sayJson(config.value)} is pushed`;
  return config === 'unchanged'
    ? `the same ${which} is pushed again`
    : `${config === 'valid' ? 'a valid' : 'an invalid'} ${which} is pushed`;
}

function sayNow(seen: Seen | undefined): string {
  if (seen === undefined) return '';
  const { text, time } = SAY[seen.kind](seen as never);
  return time === undefined ? text : `${text} ${time}`;
}

interface Said {
  readonly text: string;
  readonly time?: string;
}

const within = (ms: number) => `within ${sayMs(ms)}`;
const during = (ms: number) => `for ${sayMs(ms)}`;

const SAY: { readonly [Kind in Seen['kind']]: (seen: Extract<Seen, { kind: Kind }>) => Said } = {
  metadata: ({ keys, withinMs }) => ({
    text: `metadata ${keys.join(', ')} is reported`,
    time: within(withinMs),
  }),
  'no-samples': ({ forMs }) => ({ text: 'no data sample is sent', time: during(forMs) }),
  samples: saySamples,
  'no-result': ({ forMs }) => ({ text: 'no result is sent', time: during(forMs) }),
  result: ({ status, times, withReason, withinMs }) => ({
    text: `its result is ${status ?? 'sent'}${times === undefined ? '' : `, exactly ${count(times, 'time')},`}${withReason ? ' with a reason' : ''}`,
    time: within(withinMs),
  }),
  'no-applied': ({ forMs }) => ({ text: 'nothing is said about it', time: during(forMs) }),
  applied: ({ status, withReason, withinMs }) => ({
    text: `${sayApplied(status)}${withReason ? ' with a reason' : ''}`,
    time: within(withinMs),
  }),
  reconnects: ({ backOff, atMost, withinMs }) => ({
    text: `the endpoint connects again${backOff ? ' with growing pauses' : ''}${atMost === undefined ? '' : ` after at most ${count(atMost, 'attempt')}`}`,
    time: within(withinMs),
  }),
  resends: ({ what, withinMs }) => ({
    text: `${what === 'samples' ? 'data samples' : 'requests'} without an answer are sent again`,
    time: within(withinMs),
  }),
  'no-messages': ({ forMs }) => ({ text: 'nothing is sent', time: during(forMs) }),
  limits: ({ bytes, perSecond }) => ({
    text: `messages stay within ${[
      ...(bytes === undefined ? [] : [`${bytes} bytes`]),
      ...(perSecond === undefined ? [] : [`${perSecond} a second`]),
    ].join(' and ')}`,
  }),
};

function saySamples({ atLeast, atMost, everyMs, where, forMs }: Extract<Seen, { kind: 'samples' }>): Said {
  const numbers = [
    ...(atLeast === undefined ? [] : [`at least ${count(atLeast, 'data sample')}`]),
    ...(atMost === undefined ? [] : [`at most ${count(atMost, 'data sample')}`]),
  ].join(' and ');
  const which = where === undefined ? '' : ` with ${where}`;
  const sent = (atMost ?? atLeast) === 1 ? 'is sent' : 'are sent';
  if (everyMs === undefined) return { text: `${numbers}${which} ${sent}`, time: within(forMs) };
  return { text: `${numbers}${which} ${sent} every ${sayMs(everyMs)}`, time: during(forMs) };
}

function sayApplied(status: string | undefined): string {
  if (status === undefined) return 'the endpoint says what became of it';
  return status.startsWith('2') ? `it is applied (${status})` : `it is refused (${status})`;
}

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`;
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
] as const;

/** `250ms`, `1.5s`, `95.2s`, `2m`: whole minutes and more where it comes out even, seconds otherwise. */
export function sayMs(ms: number): string {
  const even = UNITS.find(([, size]) => ms >= size && ms % size === 0);
  if (even !== undefined) return `${ms / even[1]}${even[0]}`;
  return ms < 1000
    ? `${Number(ms.toPrecision(3))}ms`
    : `${Number((ms / 1000).toFixed(ms < 10_000 ? 2 : 1))}s`;
}

const JSON_MAX = 80;

/** A JSON value on one line, not too long. */
export function sayJson(value: unknown, max = JSON_MAX): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > max ? `${text.slice(0, max - 1)}…` : text;
}
