/**
 * Values of a fleet file: generators, their options, and what options have to do with each other.
 */
import { describe, expect, it } from 'vitest';
import { type Change, problemsAfter } from '../fixture.js';

type Case = readonly [title: string, changes: readonly Change[], problems: readonly string[]];

const VALUES: readonly Case[] = [
  [
    'an unknown generator',
    [['fleets/kettles.yaml', '{ walk: {', '{ wak: {']],
    [
      'fleets/kettles.yaml:12:49  samples.fields.water.by.values.on.wak  unknown generator "wak" (did you mean "walk"?)',
    ],
  ],
  [
    'an unknown generator without a near name',
    [['fleets/kettles.yaml', '{ walk: {', '{ brownian: {']],
    [
      'fleets/kettles.yaml:12:49  samples.fields.water.by.values.on.brownian  unknown generator "brownian"; there are: constant, template, counter, sequence, random, normal, lognormal, exponential, poisson, chance, choice, sine, season, walk, step, ramp, total, states, by, expression, replay, route, timestamp, faker, object, module',
    ],
  ],
  [
    'two members',
    [['fleets/kettles.yaml', '{ chance: 0.9 }', '{ chance: 0.9, of: true }']],
    [
      'fleets/kettles.yaml:14:49  commands.boil.payload.object.done  a generator is an object with one member, here are 2 (chance, of); put the other members inside "chance"',
    ],
  ],
  [
    'two members of which none is a generator',
    [['fleets/kettles.yaml', '{ chance: 0.9 }', '{ a: 0.9, b: true }']],
    [
      'fleets/kettles.yaml:14:49  commands.boil.payload.object.done  a generator is an object with one member, here are 2 (a, b); for an object write { object: { … } }',
    ],
  ],
  [
    'no member',
    [['fleets/kettles.yaml', '{ chance: 0.9 }', '{}']],
    [
      'fleets/kettles.yaml:14:49  commands.boil.payload.object.done  a generator is an object with one member, here is none; for an object write { object: { … } }',
    ],
  ],
  [
    'an unknown option',
    [['fleets/kettles.yaml', 'step: 1,', 'stepp: 1, step: 1,']],
    [
      'fleets/kettles.yaml:12:68  samples.fields.water.by.values.on.walk.stepp  unknown key "stepp" (did you mean "step"?)',
    ],
  ],
  [
    'a missing option',
    [['fleets/kettles.yaml', 'step: 1, ', '']],
    ['fleets/kettles.yaml:12:55  samples.fields.water.by.values.on.walk  missing "step"'],
  ],
  [
    'an option of a wrong type',
    [['fleets/kettles.yaml', 'step: 1,', 'step: one,']],
    ['fleets/kettles.yaml:12:74  samples.fields.water.by.values.on.walk.step  must be a number, not "one"'],
  ],
  [
    'a probability above 1',
    [['fleets/kettles.yaml', 'chance: 0.9', 'chance: 90']],
    ['fleets/kettles.yaml:14:59  commands.boil.payload.object.done.chance  must be at most 1, not 90'],
  ],
  [
    'options of a wrong type',
    [['fleets/kettles.yaml', '{ chance: 0.9 }', '{ sequence: 5 }']],
    [
      'fleets/kettles.yaml:14:61  commands.boil.payload.object.done.sequence  must be a list or an object, not 5',
    ],
  ],
  [
    'min above max',
    [['fleets/kettles.yaml', 'min: 0, max: 100', 'min: 100, max: 0']],
    ['fleets/kettles.yaml:12:82  samples.fields.water.by.values.on.walk.min  min 100 is more than max 0'],
  ],
  [
    'a start below min',
    [['fleets/kettles.yaml', 'min: 0, max: 100', 'min: 60, max: 100']],
    ['fleets/kettles.yaml:12:82  samples.fields.water.by.values.on.walk.min  min 60 is more than start 50'],
  ],
  [
    'a random range the wrong way round',
    [['fleets/kettles.yaml', '{ chance: 0.9 }', '{ random: { min: 5, max: 1 } }']],
    ['fleets/kettles.yaml:14:66  commands.boil.payload.object.done.random.min  min 5 is more than max 1'],
  ],
  [
    'a counter that starts beyond its end',
    [['fleets/kettles.yaml', '{ chance: 0.9 }', '{ counter: { max: -1 } }']],
    ['fleets/kettles.yaml:14:67  commands.boil.payload.object.done.counter.max  start 0 is more than max -1'],
  ],
  [
    'fewer weights than values',
    [['fleets/kettles.yaml', 'weights: [2, 1]', 'weights: [2]']],
    [
      'fleets/kettles.yaml:7:55  metadata.room.choice.weights  there must be one weight for each of the 2 values, not 1',
    ],
  ],
  [
    'weights that are all zero',
    [['fleets/kettles.yaml', 'weights: [2, 1]', 'weights: [0, 0]']],
    ['fleets/kettles.yaml:7:55  metadata.room.choice.weights  one weight must be more than 0'],
  ],
  [
    'a choice of nothing',
    [['fleets/kettles.yaml', '{ chance: 0.9 }', '{ choice: [] }']],
    ['fleets/kettles.yaml:14:59  commands.boil.payload.object.done.choice  must have at least 1 item'],
  ],
  [
    'a choice of a wrong form',
    [['fleets/kettles.yaml', '{ chance: 0.9 }', '{ choice: red }']],
    [
      'fleets/kettles.yaml:14:59  commands.boil.payload.object.done.choice  must be a list or an object, not "red"',
    ],
  ],
  [
    'a sine of no period',
    [['fleets/kettles.yaml', '{ chance: 0.9 }', '{ sine: { mean: 1, amplitude: 1, period: 0s } }']],
    ['fleets/kettles.yaml:14:90  commands.boil.payload.object.done.sine.period  must be longer than 0'],
  ],
  [
    'a start state that is not there',
    [['fleets/kettles.yaml', 'start: off', 'start: of']],
    [
      'fleets/kettles.yaml:11:30  samples.fields.mode.states.start  no state "of"; there are: off, on (did you mean "off"?)',
    ],
  ],
  [
    'a next state that is not there',
    [['fleets/kettles.yaml', 'next: { on: 1 }', 'next: { onn: 1 }']],
    [
      'fleets/kettles.yaml:11:69  samples.fields.mode.states.states.off.next.onn  no state "onn"; there are: off, on (did you mean "on"?)',
    ],
  ],
  [
    'a state without a way out',
    [['fleets/kettles.yaml', 'next: { on: 1 }', 'next: { on: 0 }']],
    ['fleets/kettles.yaml:11:67  samples.fields.mode.states.states.off.next  one weight must be more than 0'],
  ],
  [
    'a state of a wrong time',
    [['fleets/kettles.yaml', 'for: 5s', 'for: soon']],
    [
      'fleets/kettles.yaml:11:57  samples.fields.mode.states.states.off.for  "soon" must be a time such as 250ms, 1.5s, 10m, 2h or 7d',
    ],
  ],
  [
    'a state of three times',
    [['fleets/kettles.yaml', 'for: [1s, 2s]', 'for: [1s, 2s, 3s]']],
    ['fleets/kettles.yaml:11:91  samples.fields.mode.states.states.on.for  must have at most 2 items'],
  ],
  [
    'a state that ends before it can',
    [['fleets/kettles.yaml', 'for: [1s, 2s]', 'for: [3s, 2s]']],
    [
      'fleets/kettles.yaml:11:91  samples.fields.mode.states.states.on.for  the shortest time 3s is more than the longest 2s',
    ],
  ],
  [
    'a state of no time',
    [['fleets/kettles.yaml', 'for: [1s, 2s]', 'for: [0s, 0s]']],
    ['fleets/kettles.yaml:11:96  samples.fields.mode.states.states.on.for.1  must be longer than 0'],
  ],
  [
    'a field that is not earlier',
    [['fleets/kettles.yaml', 'field: mode', 'field: moda']],
    [
      'fleets/kettles.yaml:12:27  samples.fields.water.by.field  "moda" is no earlier field of the same data sample; before this one there are: mode (did you mean "mode"?)',
    ],
  ],
  [
    'a value that the field never has',
    [['fleets/kettles.yaml', 'values: { on:', 'values: { onn:']],
    [
      'fleets/kettles.yaml:12:43  samples.fields.water.by.values.onn  "mode" is never "onn"; it is: off, on (did you mean "on"?)',
    ],
  ],
  [
    'a value within by',
    [['fleets/kettles.yaml', 'otherwise: 20', 'otherwise: { rondom: 5 }']],
    [
      'fleets/kettles.yaml:12:114  samples.fields.water.by.otherwise.rondom  unknown generator "rondom" (did you mean "random"?)',
    ],
  ],
  [
    'a timestamp of an unknown form',
    [['fleets/kettles.yaml', '{ chance: 0.9 }', '{ timestamp: milli }']],
    [
      'fleets/kettles.yaml:14:62  commands.boil.payload.object.done.timestamp  must be "millis", "seconds" or "iso", not "milli" (did you mean "millis"?)',
    ],
  ],
  [
    'a faker method of a wrong form',
    [['fleets/kettles.yaml', '{ chance: 0.9 }', '{ faker: fullName }']],
    [
      'fleets/kettles.yaml:14:58  commands.boil.payload.object.done.faker  "fullName" must name a method of faker, such as person.fullName',
    ],
  ],
  [
    'a waypoint beyond the pole',
    [['fleets/kettles.yaml', '{ chance: 0.9 }', '{ route: { waypoints: [[91, 0], [0, 0]], speedKmh: 50 } }']],
    [
      'fleets/kettles.yaml:14:73  commands.boil.payload.object.done.route.waypoints.0.0  must be at most 90, not 91',
    ],
  ],
];

/** In place of the payload's `{ chance: 0.9 }`, at 14:49. */
const payload = (spec: string): Change => ['fleets/kettles.yaml', '{ chance: 0.9 }', spec];
const PAYLOAD = 'commands.boil.payload.object.done';

const PAYLOADS: readonly (readonly [spec: string, place: string, message: string])[] = [
  ['{ lognormal: { median: 0, sigma: 1 } }', '72  lognormal.median', 'must be more than 0, not 0'],
  ['{ lognormal: { median: 1, sigma: 1, min: 5, max: 2 } }', '90  lognormal.min', 'min 5 is more than max 2'],
  ['{ exponential: { mean: 1, min: 5, max: 2 } }', '80  exponential.min', 'min 5 is more than max 2'],
  ['{ poisson: { mean: -1 } }', '68  poisson.mean', 'must be at least 0, not -1'],
  ['{ poisson: { mean: 1, max: 0.5 } }', '76  poisson.max', 'must be a whole number, not 0.5'],
  ['{ season: { base: 1, daily: 1, peak: 24 } }', '86  season.peak', 'must be less than 24, not 24'],
  ['{ season: { base: 1, daily: 1, utcOffset: 60 } }', '91  season.utcOffset', 'must be at most 14, not 60'],
  ['{ season: { base: 1, daily: 1, min: 5, max: 2 } }', '85  season.min', 'min 5 is more than max 2'],
  ['{ ramp: { from: 1, to: 2, over: 0s } }', '81  ramp.over', 'must be longer than 0'],
  [
    '{ ramp: { from: 1, to: 2, over: 1s, then: stop } }',
    '91  ramp.then',
    'must be "hold", "repeat" or "back", not "stop"',
  ],
  [
    '{ step: [{ at: 1s, vale: 2, value: 2 }] }',
    '68  step.0.vale',
    'unknown key "vale" (did you mean "value"?)',
  ],
  ['{ step: [{ at: 1s }] }', '58  step.0', 'missing "value"'],
  [
    '{ step: [{ at: 5s, value: 1 }, { at: 5000ms, value: 2 }] }',
    '86  step.1.at',
    'must be later than the step before it, at 5s',
  ],
  [
    '{ step: [{ at: 5s, value: { rondom: 1 } }] }',
    '77  step.0.value.rondom',
    'unknown generator "rondom" (did you mean "random"?)',
  ],
  [
    '{ sequence: { values: [1, 2], for: [1s] } }',
    '84  sequence.for',
    'there must be one time for each of the 2 values, not 1',
  ],
  ['{ sequence: { values: [1, 2], for: [1s, 0s] } }', '89  sequence.for.1', 'must be longer than 0'],
  ['{ sequence: { values: [1, 2], for: 0s } }', '84  sequence.for', 'must be longer than 0'],
  ['{ sequence: { values: [1, 2] } }', '61  sequence', 'missing "for"'],
  ['{ expression: "1 +" }', '63  expression', 'column 4: expected a value after "+", found the end'],
  ['{ expression: 5 }', '63  expression', 'must be text, not 5'],
  [
    '{ expression: "1 + level" }',
    '63  expression',
    'column 5: "level" is no field of the data samples; there are: mode, water',
  ],
  [
    '{ replay: { file: day.txt, column: a } }',
    '67  replay.file',
    '"day.txt" must end with .csv, .ndjson or .jsonl',
  ],
  [
    '{ replay: { file: day.csv, column: a } }',
    '67  replay.file',
    'there is no file day.csv (from blueprint.yaml)',
  ],
  ['{ replay: { file: day.csv, column: a, interpolate: true } }', '87  replay.interpolate', 'needs "time"'],
  [
    '{ replay: { file: day.csv, column: a, time: t, interpolate: true, as: text } }',
    '96  replay.interpolate',
    'is for numbers, not as: text',
  ],
  ['{ replay: { file: day.csv, column: a, unit: s } }', '87  replay.unit', 'needs "time"'],
  [
    '{ replay: { file: day.csv, column: a, end: hold, spread: true } }',
    '98  replay.spread',
    'needs end: loop',
  ],
];

describe('options of generators', () => {
  it.each(PAYLOADS)('%s', async (spec, place, message) => {
    const [column, path] = place.split('  ');
    expect(await problemsAfter(payload(spec))).toEqual([
      `fleets/kettles.yaml:14:${column}  ${PAYLOAD}.${path}  ${message}`,
    ]);
  });
});

describe('replay', () => {
  const spec = '{ replay: { file: ./data/day.csv, column: watts, time: at } }';

  it('a right one, with its file', async () => {
    expect(await problemsAfter(payload(spec), ['data/day.csv', '', 'at,watts\n1,20\n2,30\n'])).toEqual([]);
  });

  it('says which line of which file is wrong', async () => {
    expect(await problemsAfter(payload(spec), ['data/day.csv', '', 'at,watts\n1,20\n2,3O\n'])).toEqual([
      `fleets/kettles.yaml:14:91  ${PAYLOAD}.replay.column  data/day.csv:3 has "3O" in "watts", which is not a number, as the first, "20", is`,
    ]);
    expect(await problemsAfter(payload(spec), ['data/day.csv', '', 'at,wats\n1,20\n'])).toEqual([
      `fleets/kettles.yaml:14:91  ${PAYLOAD}.replay.column  data/day.csv:1 has no column "watts"; there are: at, wats (did you mean "wats"?)`,
    ]);
  });
});

describe('expressions over earlier fields', () => {
  const fields = `    mode: { choice: [on, off] }
    place: { object: { room: { object: { floor: 1 } }, at: { route: { waypoints: [[0, 0], [1, 1]], speedKmh: 5 } } } }
    info: { constant: { a: { b: 1 } } }
    watts: 5
    any: { faker: person.fullName }
`;
  const problemsOf = (text: string, more = fields) =>
    problemsAfter(
      ['schemas/kettle-v1/data-sample.json', '', '{}'],
      [
        'fleets/kettles.yaml',
        '',
        `fleet: kettles\nversion: kettle-v1\nendpoints: 1\ntoken: kettle-x\nsamples:\n  every: 1s\n  fields:\n${more}    value: { expression: ${JSON.stringify(text)} }\n    afterwards: 1\n`,
      ],
    );

  it.each([
    "watts * 2 + if(mode == 'on', 1, 0)",
    'place.room.floor + place.at.speed',
    'info.a.b + any.length',
  ])('%s is right', async (text) => {
    expect(await problemsOf(text)).toEqual([]);
  });

  it.each([
    [
      '1 + wats',
      'column 5: "wats" is no earlier field of the same data sample; before this one there are: mode, place, info, watts, any (did you mean "watts"?)',
    ],
    [
      'afterwards',
      'column 1: "afterwards" is no earlier field of the same data sample; before this one there are: mode, place, info, watts, any',
    ],
    [
      'value',
      'column 1: "value" is no earlier field of the same data sample; before this one there are: mode, place, info, watts, any',
    ],
    ['2 * place.rom.floor', 'column 5: "place" has no "rom"; there are: room, at (did you mean "room"?)'],
    [
      'place.at.sped',
      'column 1: "place.at" has no "sped"; there are: lat, lon, bearing, speed (did you mean "speed"?)',
    ],
    ['place.room.floor.x', 'column 1: "place.room.floor" has no members'],
    ['watts.x', 'column 1: "watts" has no members'],
    ['info.b', 'column 1: "info" has no "b"; there are: a (did you mean "a"?)'],
  ])('%s', async (text, message) => {
    expect(await problemsOf(text)).toEqual([
      `fleets/kettles.yaml:13:26  samples.fields.value.expression  ${message}`,
    ]);
  });

  it('each field that is not there is reported, once each', async () => {
    expect(await problemsOf('a1 + b1 * a1')).toHaveLength(3);
  });
});

describe('values', () => {
  it.each(VALUES)('%s', async (_title, changes, problems) => {
    expect(await problemsAfter(...changes)).toEqual(problems);
  });
});
