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
      'fleets/kettles.yaml:12:49  samples.fields.water.by.values.on.brownian  unknown generator "brownian"; there are: constant, template, counter, sequence, random, normal, chance, choice, sine, walk, states, by, route, timestamp, faker, object',
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
    ['fleets/kettles.yaml:14:61  commands.boil.payload.object.done.sequence  must be a list, not 5'],
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

describe('values', () => {
  it.each(VALUES)('%s', async (_title, changes, problems) => {
    expect(await problemsAfter(...changes)).toEqual(problems);
  });
});
