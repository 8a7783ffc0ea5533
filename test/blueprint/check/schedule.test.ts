/**
 * Schedules, stages, faults and thresholds of a fleet file: what is refused, where, and in which words.
 */
import { describe, expect, it } from 'vitest';
import { type Change, problemsAfter } from '../fixture.js';

const FILE = 'fleets/kettles.yaml';
const every = (instead: string): Change => [FILE, '  every: 1s\n', `${instead}\n`];
const more = (text: string): Change => [FILE, 'metadata:\n', `${text}\nmetadata:\n`];

type Case = readonly [title: string, changes: readonly Change[], problems: readonly string[]];

const SCHEDULES: readonly Case[] = [
  [
    'a cron pattern',
    [
      every('  cron: "*/5 * * * *"'),
      [FILE, 'configuration:\n  samplePeriod: { from: period, unit: s }\n', ''],
    ],
    [],
  ],
  ['arrivals in bursts', [every('  arrival: { mean: 2s }\n  burst: { count: 3, apart: 50ms }')], []],
  ['on change', [every('  every: 1s\n  onChange: { fields: { water: 0.5, mode: true }, atLeast: 10m }')], []],
  [
    'nothing that says when',
    [every('  batch: 2')],
    ['samples  one of every, cron and arrival says when, and none is here'],
  ],
  [
    'two things that say when',
    [every('  every: 1s\n  arrival: { mean: 2s }')],
    ['samples  one of every, cron and arrival says when, and here are every, arrival'],
  ],
  [
    'a cron pattern of four fields',
    [every('  cron: "* * * *"')],
    [
      'samples.cron  not a cron pattern: it must have five or six fields',
      'configuration.samplePeriod  has no effect',
    ],
  ],
  [
    'a minute 61',
    [every('  cron: "61 * * * *"')],
    [
      'samples.cron  not a cron pattern: Invalid value for minute: 61',
      'configuration.samplePeriod  has no effect',
    ],
  ],
  [
    'the 30th of February',
    [every('  cron: "0 0 30 2 *"')],
    ['samples.cron  "0 0 30 2 *" never comes', 'configuration.samplePeriod  has no effect'],
  ],
  [
    'a burst that goes on into the next',
    [every('  every: 1s\n  burst: { count: 30, apart: 50ms }')],
    ['samples.burst  30 data samples 50ms apart take longer than the interval of 1s'],
  ],
  ['a mean of nothing', [every('  arrival: { mean: 0s }')], ['samples.arrival.mean  must be longer than 0']],
  [
    'jitter of arrivals',
    [every('  arrival: { mean: 1s }\n  jitter: 0.5')],
    ['samples.jitter  goes with every'],
  ],
  [
    'a change of a field that is not there',
    [every('  every: 1s\n  onChange: { fields: { watr: 1 } }')],
    [
      'samples.onChange.fields.watr  the data samples have no field "watr"; there are: mode, water (did you mean "water"?)',
    ],
  ],
  [
    'a state that says when twice',
    [more('behaviour: { states: { hot: { samples: { every: 1s, cron: "* * * * *" } } } }')],
    ['behaviour.states.hot.samples  one of every, cron and arrival says when, and here are every, cron'],
  ],
  [
    'a state that has its own time instead of that of the fleet',
    [more('behaviour: { states: { hot: { samples: { arrival: { mean: 1s } } } } }')],
    [],
  ],
];

const STAGES: readonly Case[] = [
  ['ramps and rests', [more('stages: [{ over: 30s, to: 1 }, { hold: 2m }, { over: 30s, to: 0 }]')], []],
  [
    'half a ramp',
    [more('stages: [{ over: 30s }]')],
    ['stages.0  a stage is either { over, to } or { hold }'],
  ],
  [
    'a ramp that rests',
    [more('stages: [{ over: 1s, to: 1, hold: 2s }]')],
    ['stages.0  a stage is either { over, to } or { hold }'],
  ],
  [
    'more than everybody',
    [more('stages: [{ over: 1s, to: 1.5 }]')],
    ['stages.0.to  must be at most 1, not 1.5'],
  ],
  ['nobody', [more('stages: [{ hold: 1m }]')], ['stages  nobody ever comes: begin with { over: …, to: 1 }']],
  ['no time', [more('stages: [{ over: 0s, to: 1 }]')], ['stages  take no time at all']],
];

const FAULTS: readonly Case[] = [
  [
    'one of each layer',
    [
      more(`faults:
  - { spike: { field: water, by: 50 }, rate: 0.01, window: { from: 10m, to: 20m }, endpoints: 0.1 }
  - { reboot: { takes: 10s }, every: 1h, endpoints: [1, 100] }
  - { battery: { lasts: [2d, 4d] } }
  - { loss: {}, rate: 0.01 }
  - { error: { extension: dcx } }`),
    ],
    [],
  ],
  ['no kind', [more('faults: [{ rate: 0.1 }]')], ['faults.0  a fault has one kind, and none is here']],
  [
    'a kind that is none',
    [more('faults: [{ spik: { field: water, by: 1 } }]')],
    [
      'faults.0  a fault has one kind, and none is here',
      'faults.0.spik  unknown key "spik" (did you mean "spike"?)',
    ],
  ],
  [
    'two kinds',
    [more('faults: [{ duplicate: {}, loss: {} }]')],
    ['faults.0  a fault has one kind, and here are duplicate, loss'],
  ],
  [
    'a rate of reboots',
    [more('faults: [{ reboot: { takes: 1s }, rate: 0.1 }]')],
    ['faults.0.rate  reboot strikes every so often: give it every'],
  ],
  [
    'spikes every so often',
    [more('faults: [{ spike: { field: water, by: 1 }, every: 1m }]')],
    ['faults.0.every  spike strikes by a rate'],
  ],
  [
    'a battery that dies twice',
    [more('faults: [{ battery: { lasts: 1h }, every: 1m }]')],
    ['faults.0.every  battery strikes each of its endpoints once'],
  ],
  [
    'a window of nothing',
    [more('faults: [{ loss: {}, window: { from: 10s, to: 10s } }]')],
    ['faults.0.window.to  the window ends at 10s, and it begins at 10s'],
  ],
  [
    'an endpoint that is not there',
    [more('faults: [{ loss: {}, endpoints: [1, 101] }]')],
    ['faults.0.endpoints.1  the fleet has 100 endpoints, no number 101'],
  ],
  [
    'a field that is not there',
    [more('faults: [{ missing: { field: watr } }]')],
    [
      'faults.0.missing.field  the data samples have no field "watr"; there are: mode, water (did you mean "water"?)',
    ],
  ],
  [
    'a spike that does nothing',
    [more('faults: [{ spike: { field: water } }]')],
    ['faults.0.spike  a spike has either by or factor'],
  ],
  [
    'a clock that nobody reads',
    [more('faults: [{ clockSkew: { by: -5m } }]')],
    ['faults.0.clockSkew  no field is made by timestamp: nothing tells the time'],
  ],
  [
    'a skew that is no time',
    [more('faults: [{ clockSkew: { by: much } }]')],
    [
      'faults.0.clockSkew  no field is made by timestamp',
      'faults.0.clockSkew.by  "much" must be a time such as 5m or -5m',
    ],
  ],
  [
    'a battery the wrong way round',
    [more('faults: [{ battery: { lasts: [4d, 2d] } }]')],
    ['faults.0.battery.lasts  the shortest time 4d is more than the longest 2d'],
  ],
  [
    'stuck for no time',
    [more('faults: [{ stuck: { field: water, for: 0s } }]')],
    ['faults.0.stuck.for  must be longer than 0'],
  ],
];

const THRESHOLDS: readonly Case[] = [
  ['some', [more('thresholds: ["p99 < 200ms", "rejected == 0"]')], []],
  [
    'a time without a unit',
    [more('thresholds: ["p99 < 200"]')],
    ['thresholds.0  not a threshold: p99 is a time: write 200ms or 200s'],
  ],
];

describe.each([
  ['schedules', SCHEDULES],
  ['stages', STAGES],
  ['faults', FAULTS],
  ['thresholds', THRESHOLDS],
])('%s', (_what, cases) => {
  it.each(cases)('%s', async (_title, changes, problems) => {
    const found = (await problemsAfter(...changes)).map((line) => line.replace(/^\S+\s+/, ''));
    expect(found.map((line, place) => line.slice(0, problems[place]?.length)).sort()).toEqual(
      [...problems].sort(),
    );
  });
});
