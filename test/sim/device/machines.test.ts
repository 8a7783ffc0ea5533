/**
 * States of endpoints: what leads from one to another, what is sent in each, and that one seed is one course.
 */
import { describe, expect, test } from 'vitest';
import { eventsOf, sceneOf } from '../helpers/run.js';
import { command, configuration, play, resultsOf, samplesOf, transitionsOf } from './play.js';

describe('parameters and variables', () => {
  test('are drawn once for each endpoint, and known to expressions, templates and by', async () => {
    const played = await play(`
      endpoints: 3
      parameters:
        floor: { random: { min: 0, max: 9, integer: true } }
        label: { template: "F{floor}-{index:2}" }
        double: { expression: "device.parameters.floor * 2" }
      variables: { setpoint: 21, drawn: { random: { min: 0, max: 1 } } }
      metadata: { label: { expression: device.parameters.label }, text: { template: "{label} of {token}" } }
      samples:
        every: 1s
        fields:
          floor: { expression: device.parameters.floor }
          double: { expression: device.parameters.double }
          drawn: { expression: device.variables.drawn }
          setpoint: { expression: device.variables.setpoint }
          who: { expression: "device.token" }
          place: { expression: "device.index" }
          fleet: { by: { field: device.fleet, values: { rooms: yes }, otherwise: no } }
    `);
    const samples = samplesOf(played);
    for (const token of ['room-001', 'room-002', 'room-003']) {
      const own = samples.filter(({ who }) => who === token);
      expect(new Set(own.map((sample) => JSON.stringify(sample))).size).toBe(1);
      expect(own[0]).toMatchObject({ setpoint: 21, fleet: 'yes', double: 2 * Number(own[0]?.floor) });
      const metadata = played.scene.server.of('epmx').find((request) => request.token === token)?.payload;
      const label = `F${own[0]?.floor}-0${own[0]?.place}`;
      expect(metadata).toEqual({ label, text: `${label} of ${token}` });
    }
    expect(new Set(samples.map(({ drawn }) => drawn)).size).toBe(3);
  });

  test('another endpoint changes nothing for those that were there', async () => {
    const fleet = (count: number) =>
      play(`
        endpoints: ${count}
        parameters: { serial: { random: { min: 0, max: 1000000, integer: true } } }
        samples: { every: 1s, fields: { who: { expression: device.token }, serial: { expression: device.parameters.serial } } }
      `);
    const serial = async (count: number) =>
      samplesOf(await fleet(count)).find(({ who }) => who === 'room-001')?.serial;
    expect(await serial(4)).toBe(await serial(1));
  });
});

describe('transitions', () => {
  test('by time: fixed, drawn between two, and back', async () => {
    const played = await play(`
      samples: { every: 1s, fields: { state: { expression: device.state } } }
      behaviour:
        start: idle
        states:
          idle: { next: [{ to: busy, after: 2s }] }
          busy: { next: [{ to: idle, after: [1s, 3s] }] }
    `);
    const [first, second, third] = transitionsOf(played);
    expect(first).toBe('idle>busy time @2');
    expect(second).toMatch(/^busy>idle time @(3|4)(\.\d)?$/);
    expect(third).toMatch(/^idle>busy time/);
    const states = samplesOf(played).map(({ state }) => state);
    expect(states.slice(0, 2)).toEqual(['idle', 'idle']);
    expect(states).toContain('busy');
    expect(played.report.states?.rooms?.idle).toBeGreaterThanOrEqual(2);
    expect(played.report.transitions).toBe(transitionsOf(played).length);
  });

  test('two times of a state: the first that is over; a condition that does not hold lets the next one have it', async () => {
    const played = await play(`
      samples: { every: 1s, fields: { v: 1 } }
      behaviour:
        states:
          a:
            next:
              - { to: never, after: 1s, probability: 0 }
              - { to: late, after: 5s }
              - { to: early, after: 3s, when: "device.index == 1" }
          never: {}
          early: {}
          late: {}
    `);
    expect(transitionsOf(played)).toEqual(['a>early time @3']);
  });

  test('by value, after the data sample that shows it, with what the endpoint keeps', async () => {
    const played = await play(`
      variables: { alarms: 0, limit: 3 }
      samples:
        every: 1s
        fields:
          temperature: { counter: { start: 1, max: 4 } }
          alarms: { expression: device.variables.alarms }
      behaviour:
        states:
          fine: { next: [{ to: alarm, when: "temperature > device.variables.limit" }] }
          alarm:
            enter: { set: { alarms: "device.variables.alarms + 1" } }
            next: [{ to: fine, when: "temperature <= device.variables.limit" }]
    `);
    expect(transitionsOf(played).map((text) => text.split('@')[0])).toEqual([
      'fine>alarm data sample ',
      'alarm>fine data sample ',
      'fine>alarm data sample ',
      'alarm>fine data sample ',
    ]);
    expect(samplesOf(played).at(-1)?.alarms).toBe(2);
  });

  test('by probability, after each data sample', async () => {
    const fleet = (probability: number) => `
      endpoints: 200
      samples: { every: 1s, fields: { v: 1 } }
      behaviour: { states: { on: { next: [{ to: off, probability: ${probability} }] }, off: { samples: none } } }
    `;
    const { report } = await play(fleet(0.1));
    // Nine of ten stay after each of the ten data samples but the last: 200 × (1 + 0.9 + … + 0.9^9) are sent.
    const expected = (200 * (1 - 0.9 ** 10)) / 0.1;
    expect(Math.abs(report.samples.sent - expected)).toBeLessThan(120);
    expect((await play(fleet(0))).report.samples.sent).toBe(2000);
  });

  test('by a command that was executed, not by one that was refused or failed', async () => {
    const yaml = (rule: string) => `
      samples: { every: 1s, fields: { v: 1 } }
      commands: { start: { after: 500ms${rule} } }
      behaviour: { states: { idle: { next: [{ to: busy, command: start }] }, busy: {} } }
    `;
    const steps = { 2000: command('start', 1) };
    expect(transitionsOf(await play(yaml(''), steps))).toEqual(['idle>busy command start @2.5']);
    expect(transitionsOf(await play(yaml(', failureRate: 1'), steps))).toEqual([]);
    const refused = await play(yaml(', only: "device.state == \'busy\'"'), steps);
    expect(transitionsOf(refused)).toEqual([]);
    expect(resultsOf(refused)).toEqual([
      { id: 1, statusCode: 409, reasonPhrase: 'refused in the present state' },
    ]);
  });

  test('by a configuration that was applied and holds', async () => {
    const yaml = `
      samples: { every: 1s, fields: { v: 1 } }
      behaviour:
        states:
          normal: { next: [{ to: eco, configuration: "configuration.mode == 'eco'" }] }
          eco: { next: [{ to: normal, configuration: "configuration.mode != 'eco'" }] }
    `;
    const steps = {
      1000: configuration({ mode: 'full' }, 'a'),
      2000: configuration({ mode: 'eco' }, 'b'),
      3000: configuration({ mode: 'eco' }, 'c'),
      4000: configuration({}, 'd'),
    };
    expect(transitionsOf(await play(yaml, steps))).toEqual([
      'normal>eco configuration @2',
      'eco>normal configuration @4',
    ]);
  });

  test('states of no length do not turn for ever', async () => {
    const played = await play(
      `
      samples: { every: 1s, fields: { v: 1 } }
      behaviour: { states: { a: { next: [{ to: b, after: 0ms }] }, b: { next: [{ to: a, after: 0ms }] } } }
    `,
      {},
      { durationMs: 100 },
    );
    expect(transitionsOf(played).length).toBeLessThanOrEqual(100);
  });
});

describe('data samples of a state', () => {
  test('have their own interval and fields; the other fields go on as before', async () => {
    const played = await play(`
      samples: { every: 1s, fields: { count: { counter: {} }, mode: { expression: device.state }, power: 0 } }
      behaviour:
        states:
          idle: { next: [{ to: busy, after: 5s }] }
          busy: { samples: { every: 250ms, fields: { power: 900, torque: 3 } } }
    `);
    const samples = samplesOf(played);
    expect(samples.map(({ count }) => count)).toEqual(samples.map((_, place) => place));
    const busy = samples.filter(({ mode }) => mode === 'busy');
    expect(busy.length).toBeGreaterThanOrEqual(19);
    expect(busy[0]).toEqual({ count: expect.any(Number), mode: 'busy', power: 900, torque: 3 });
    expect(samples[0]).toEqual({ count: 0, mode: 'idle', power: 0 });
  });

  test('none: it is silent there', async () => {
    const { report } = await play(`
      samples: { every: 1s, fields: { v: 1 } }
      behaviour: { states: { on: { next: [{ to: off, after: 4s }] }, off: { samples: none } } }
    `);
    expect(report.samples.sent).toBe(4);
  });

  test('without fields: those of the state come on top of what the schema gives', async () => {
    const scene = sceneOf();
    const played = await play(
      `
      samples: { every: 1s }
      behaviour: { states: { a: { samples: { fields: { extra: { expression: "device.state" } } } } } }
    `,
      {},
      { scene },
    );
    expect(samplesOf(played)[0]).toEqual({ extra: 'a' });
  });
});

test('twice the same seed: the same journal; another endpoint leaves the others as they were', async () => {
  const yaml = (endpoints: number) => `
    endpoints: ${endpoints}
    samples: { every: 500ms, fields: { v: { walk: { start: 1, step: 1 } }, s: { expression: device.state } } }
    behaviour:
      states:
        a: { next: [{ to: b, after: [100ms, 3s] }, { to: b, probability: 0.1 }] }
        b: { next: [{ to: a, after: [100ms, 2s] }] }
  `;
  const journalOf = async (endpoints: number) => [...(await play(yaml(endpoints))).scene.journal.events()];
  const [one, two] = [await journalOf(3), await journalOf(3)];
  expect(one).toEqual(two);
  const stripped = (events: Awaited<ReturnType<typeof journalOf>>) =>
    events.flatMap((event) =>
      event.type === 'sim.state-changed' && event.token === 'room-001' ? [[event.at, event.to]] : [],
    );
  expect(stripped(one)).not.toEqual([]);
  expect(stripped(await journalOf(5))).toEqual(stripped(one));
});

test('a fleet that keeps nothing reports nothing of states', async () => {
  const played = await play('samples: { every: 1s, fields: { v: 1 } }');
  expect(eventsOf(played.scene, 'sim.state-changed')).toEqual([]);
  expect(played.report).not.toHaveProperty('states');
});
