/**
 * What a fleet file says of its endpoints: parameters, variables, states, commands, configuration and modules, checked.
 */
import { describe, expect, it } from 'vitest';
import { type Change, problemsAfter } from '../fixture.js';

/** The fleet of the fixture, with an endpoint that keeps something. */
const FLEET = `fleet: kettles
version: kettle-v1
endpoints: 2
token: kettle-{index:4}
parameters: { litres: { random: { min: 1, max: 3 } } }
variables: { target: 90, boiled: 0 }
samples:
  every: 1s
  fields:
    mode: { expression: device.state }
    water: { walk: { start: 50, step: 1 } }
behaviour:
  start: off
  states:
    off: { samples: { every: 1m }, next: [{ to: on, command: boil }] }
    on:
      samples: { fields: { water: { expression: device.variables.target } } }
      enter: { set: { boiled: device.variables.boiled + 1 } }
      next:
        - { to: off, after: [10s, 20s] }
        - { to: off, when: "water > 99 && device.parameters.litres < 2" }
        - { to: off, configuration: "configuration.period > 5" }
commands:
  boil: { after: [1s, 2s], only: "device.state == 'off'", otherwise: { statusCode: 409 }, then: { set: { target: command.degrees }, state: on } }
configuration:
  samplePeriod: { from: period, unit: s }
  merge: true
  refuse: [{ when: "configuration.period > 100" }]
  then: { set: { target: 95 } }
software: { version: 1.0.0, download: [5s, 20s] }
`;

const FILE = 'fleets/kettles.yaml';
const edited = (from: string, to: string, ...more: readonly Change[]) => {
  if (!FLEET.includes(from)) throw new Error(`the fleet has no ${from}`);
  return problemsAfter([FILE, '', FLEET.replace(from, () => to)], ...more);
};

type Case = readonly [from: string, to: string, ...problems: string[]];

const CASES: readonly Case[] = [
  [
    'to: on, command',
    'to: onn, command',
    '15:49  behaviour.states.off.next.0.to  no state "onn"; there are: off, on (did you mean "on"?)',
  ],
  ['start: off', 'start: idle', '13:10  behaviour.start  no state "idle"; there are: off, on'],
  [
    'state: on }',
    'state: boiling }',
    '24:140  commands.boil.then.state  no state "boiling"; there are: off, on',
  ],
  [
    'command: boil',
    'command: boill',
    '15:62  behaviour.states.off.next.0.command  the fleet answers no command "boill", so it gets 404; its commands are: boil (did you mean "boil"?)',
  ],
  [
    '{ to: on, command: boil }',
    '{ to: on }',
    '15:43  behaviour.states.off.next.0  says nothing of when; name one of after, command, configuration, when and probability',
  ],
  [
    'command: boil }',
    'command: boil, after: 1s }',
    '15:43  behaviour.states.off.next.0  has after, command; one transition for each',
  ],
  [
    'after: [10s, 20s]',
    'after: [30s, 20s]',
    '20:29  behaviour.states.on.next.0.after  the shortest time 30s is more than the longest 20s',
  ],
  ['after: [10s, 20s]', 'after: 0s', '20:29  behaviour.states.on.next.0.after  must be longer than 0'],
  [
    'water > 99 &&',
    'watter > 99 &&',
    '21:28  behaviour.states.on.next.1.when  column 1: "watter" is no field of the data samples; there are: mode, water (did you mean "water"?)',
  ],
  [
    'device.parameters.litres < 2',
    'device.parameters.liters < 2',
    '21:28  behaviour.states.on.next.1.when  column 15: "device.parameters" has no "liters"; there are: litres (did you mean "litres"?)',
  ],
  [
    'configuration.period > 5"',
    'configuration.period >"',
    '22:37  behaviour.states.on.next.2.configuration  column 23: expected a value after ">", found the end',
  ],
  [
    'boiled: device.variables.boiled + 1',
    'boild: device.variables.boiled + 1',
    '18:23  behaviour.states.on.enter.set.boild  the fleet has no variable "boild"; there are: target, boiled (did you mean "boiled"?)',
  ],
  [
    'boiled: device.variables.boiled + 1',
    'boiled: boiled + 1',
    '18:31  behaviour.states.on.enter.set.boiled  column 1: "boiled" is no field of the data samples; there are: mode, water (did you mean "device.variables.boiled"?)',
  ],
  [
    'set: { target: 95 }',
    'set: { target: hot }',
    '29:26  configuration.then.set.target  column 1: "hot" is no field of the data samples; there are: mode, water; for the text write "\'hot\'"',
  ],
  [
    'target: command.degrees',
    'target: command.degree',
    '24:114  commands.boil.then.set.target  column 1: "command" has no "degree"; there are: degrees (did you mean "degrees"?)',
  ],
  ['only: "device.state == \'off\'", ', '', '24:28  commands.boil.otherwise  goes with "only"'],
  [
    'after: [1s, 2s], only',
    'after: [2s, 1s], only',
    '24:18  commands.boil.after  the shortest time 2s is more than the longest 1s',
  ],
  [
    'when: "configuration.period > 100"',
    'when: "config.period > 100"',
    '28:20  configuration.refuse.0.when  column 1: "config" is no field of the data samples; there are: mode, water',
  ],
  [
    'download: [5s, 20s]',
    'download: [50s, 20s]',
    '30:39  software.download  the shortest time 50s is more than the longest 20s',
  ],
  [
    'parameters: { litres:',
    'parameters: { index: 1, litres:',
    '5:15  parameters.index  "index" is taken: in templates {index} means something else, and expressions have device.index',
  ],
  [
    'mode: { expression: device.state }',
    'mode: { expression: state }',
    '10:25  samples.fields.mode.expression  column 1: "state" is no earlier field of the same data sample; before this one there are: none (did you mean "device.state"?)',
  ],
  [
    'mode: { expression: device.state }',
    'mode: { by: { field: device.state, values: { of: 1 }, otherwise: 2 } }',
    '10:50  samples.fields.mode.by.values.of  "device.state" is never "of"; it is: off, on (did you mean "off"?)',
  ],
  [
    'mode: { expression: device.state }',
    'mode: { template: "{litre} of {anything}" }',
    '10:23  samples.fields.mode.template  the fleet has no parameter "litre"; there are: litres (did you mean "litres"?)',
  ],
  [
    'water: { expression: device.variables.target }',
    'water: { expression: device.variables.aim }',
    '17:49  behaviour.states.on.samples.fields.water.expression  column 1: "device.variables" has no "aim"; there are: target, boiled',
  ],
  [
    'water: { expression: device.variables.target }',
    'water: { module: { file: values/tide.js } }',
    '17:53  behaviour.states.on.samples.fields.water.module.file  there is no file values/tide.js (from blueprint.yaml)',
  ],
  [
    'start: off\n',
    'start: off\n  module: { file: tide.js }\n',
    '13:3  behaviour.start  the module says this; states beside a module have "samples" only, not "start"',
    '14:19  behaviour.module.file  there is no file tide.js (from blueprint.yaml)',
    '16:36  behaviour.states.off.next  the module says this; states beside a module have "samples" only, not "next"',
    '19:7  behaviour.states.on.enter  the module says this; states beside a module have "samples" only, not "enter"',
    '20:7  behaviour.states.on.next  the module says this; states beside a module have "samples" only, not "next"',
  ],
];

describe('what endpoints are and do', () => {
  it('is right as it stands', async () => {
    expect(await edited('endpoints: 2', 'endpoints: 2')).toEqual([]);
  });

  it.each(CASES)('%s → %s', async (from, to, ...problems) => {
    expect(await edited(from, to)).toEqual(problems.map((problem) => `${FILE}:${problem}`));
  });

  it('a behaviour with nothing in it says nothing', async () => {
    const fleet = 'fleet: k\nversion: kettle-v1\nendpoints: 1\ntoken: k\nbehaviour: {}\n';
    expect(await problemsAfter([FILE, '', fleet])).toEqual([
      `${FILE}:5:1  behaviour  there is nothing in it: name states, or a module`,
    ]);
  });

  it('what an operator sends is data, even when it looks like a module', async () => {
    const fleet =
      'fleet: k\nversion: kettle-v2\nendpoints: 1\ntoken: k\noperator: [{ after: 1s, configuration: { module: { file: x.js } } }]\n';
    expect(await problemsAfter([FILE, '', fleet])).toEqual([]);
  });

  it('without a state machine there is no state, without variables none', async () => {
    const fleet =
      'fleet: k\nversion: kettle-v2\nendpoints: 1\ntoken: k\nsamples: { every: 1s, fields: { a: { expression: device.state }, b: { expression: device.variables.x } } }\n';
    expect(await problemsAfter([FILE, '', fleet])).toEqual([
      `${FILE}:5:50  samples.fields.a.expression  column 1: "device" has no "state"; there are: index, token, fleet, configuration, software`,
      `${FILE}:5:83  samples.fields.b.expression  column 1: "device" has no "variables"; there are: index, token, fleet, configuration, software`,
    ]);
  });

  it('a field called device is a field', async () => {
    const fleet =
      'fleet: k\nversion: kettle-v2\nendpoints: 1\ntoken: k\nsamples: { every: 1s, fields: { device: 5, b: { expression: device + 1 } } }\n';
    expect(await problemsAfter([FILE, '', fleet])).toEqual([]);
  });
});
