/**
 * Goal: each expectation is kept, broken or unknown exactly when the journal shows it, with the message that does.
 * Method: journals by hand; for each expectation one that keeps it, and one for each way to break it.
 */
import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../src/kernel/journal-events.js';
import {
  begins,
  connects,
  ends,
  hears,
  isTurnedAway,
  leaves,
  provokes,
  type Scene,
  says,
  TOKEN,
  verdictsOf,
} from './journal.js';

const REBOOT = { commandType: 'reboot', commandId: 7 };
const pushed = hears('cex/command/reboot', [{ id: 7 }]);
const result = (more: object = {}) => says('cex/result/reboot/1', [{ id: 7, statusCode: 200, ...more }]);
const sample = (value: unknown = 1) => says('dcx/json/1', [{ value }]);

/** A step `x` that began at second 0 and did something then. */
const step = (marks: object, ...rest: Scene): Scene => [
  [0, connects, begins('x'), provokes('x', marks)],
  ...rest,
];
const judged = (expectation: object, scene: Scene, until?: number) => {
  const { x } = verdictsOf({ expect: { x: expectation as never } }, scene, { until });
  return x as NonNullable<typeof x>;
};
const seenIn = (expectation: object, scene: Scene, until?: number) => {
  const { verdict, evidence, reason } = judged(expectation, scene, until);
  return [verdict, evidence[0]?.seen ?? reason].filter((part) => part !== undefined).join(': ');
};

describe('result [11/CEP CEP-15]', () => {
  const expectation = { when: { command: 'reboot' }, result: { statusCode: '2xx', times: 1 }, within: '5s' };

  it.each<[string, Scene, number | undefined]>([
    ['pass', step(REBOOT, [1, pushed], [2, result()]), 6],
    ['fail: no result', step(REBOOT, [1, pushed]), 6],
    ['fail: after 5.5s', step(REBOOT, [1, pushed], [5.5, result()]), 9],
    ['fail: 500', step(REBOOT, [1, pushed], [2, result({ statusCode: 500 })]), 6],
    ['fail: result number 2', step(REBOOT, [1, pushed], [2, result()], [8, result()]), 9],
    ['unknown: the command did not reach the endpoint: no client spoke for it', step(REBOOT), 6],
    ['unknown: the test ended before the time was over', step(REBOOT, [1, pushed]), 3],
    ['unknown: the test did not get that far', [[0, connects]], 6],
  ])('%s', (expected, scene, until) => {
    expect(seenIn(expectation, scene, until)).toBe(expected);
  });

  it('results of other commands and other IDs do not count', () => {
    const other = says('cex/result/reboot/1', [{ id: 6, statusCode: 200 }]);
    const foreign = says('cex/result/stop/1', [{ id: 7, statusCode: 200 }]);
    expect(seenIn(expectation, step(REBOOT, [1, pushed], [2, other, foreign]), 6)).toBe('fail: no result');
  });

  it('a reason and members of the payload may be wanted', () => {
    const wanted = { when: { command: 'reboot' }, result: { reason: true, payload: { up: { since: 3 } } } };
    const scene = (more: object) => step(REBOOT, [1, pushed], [2, result(more)]);
    expect(judged(wanted, scene({}), 12).evidence.map(({ path }) => path)).toEqual([
      'reasonPhrase',
      'payload',
    ]);
    expect(
      judged(wanted, scene({ reasonPhrase: 'ok', payload: { up: { since: 3, n: 1 } } }), 12).verdict,
    ).toBe('pass');
  });

  it('the evidence has the message, its place and both sides', () => {
    const { evidence } = judged(expectation, step(REBOOT, [1, pushed], [2, result({ statusCode: 404 })]), 6);
    expect(evidence).toEqual([
      {
        token: TOKEN,
        at: 2000,
        rule: 'result',
        path: 'statusCode',
        expected: 'a result with 2xx within 5s',
        seen: '404',
        message: {
          seq: 5,
          at: 2000,
          from: 'device',
          topic: 'kp1/demo-v1/cex/sensor-1/result/reboot/1',
          payload: '[{"id":7,"statusCode":404}]',
        },
      },
    ]);
  });
});

describe('applied [7/CMP CMP-19]', () => {
  const expectation = {
    when: { configuration: {} },
    applied: { statusCode: '4xx', reason: true },
    within: '5s',
  };
  const config = { configId: 'c1' };
  const push = hears('cmx/config/json', { configId: 'c1', config: {} });
  const applied = (more: object) => says('cmx/applied/json/1', { configId: 'c1', ...more });

  it.each<[string, Scene]>([
    ['pass', step(config, [1, push], [2, applied({ statusCode: 400, reasonPhrase: 'no' })])],
    ['fail: nothing', step(config, [1, push])],
    ['fail: 200', step(config, [1, push], [2, applied({})])],
    ['fail: nothing', step(config, [1, push], [2, applied({ statusCode: 400 })])],
    ['fail: nothing', step(config, [1, push], [2, says('cmx/applied/json/1', { configId: 'c2' })])],
    ['unknown: the configuration did not reach the endpoint: no client spoke for it', step(config)],
  ])('%s', (expected, scene) => {
    expect(seenIn(expectation, scene, 9)).toBe(expected);
  });

  it('a request that names the configuration ID says that it was applied [CMP-29]', () => {
    const request = says('cmx/config/json/4', { configId: 'c1' });
    expect(
      seenIn({ when: { configuration: {} }, applied: '2xx' }, step(config, [1, push], [2, request])),
    ).toBe('pass');
  });
});

describe('samples', () => {
  const every = { samples: { every: '2s' }, for: '6s' };
  const watched = (...scene: Scene): Scene => [[0, begins('x'), connects], ...scene];

  it.each<[string, object, Scene, number]>([
    ['pass', every, watched([1, sample()], [3, sample()], [5, sample()], [6.5, sample()]), 9],
    ['fail: none for 3s', every, watched([1, sample()], [4, sample()], [5, sample()], [6, sample()]), 9],
    ['fail: none for 4s', every, watched([1, sample()], [3, sample()]), 9],
    ['unknown: the endpoint has sent no message', every, watched(), 9],
    ['unknown: the test ended before the time was over', every, watched([1, sample()]), 2],
    [
      'fail: 3 in 1s',
      { samples: { atMost: 2, every: '2s' }, for: '6s' },
      watched([1, sample()], [1.5, sample()], [2, sample()]),
      9,
    ],
    [
      'fail: fewer than 2 for 4s',
      { samples: { atLeast: 2, every: '3s' }, for: '6s' },
      watched([1, sample()], [2, sample()], [5, sample()]),
      9,
    ],
  ])('%s', (expected, expectation, scene, until) => {
    expect(seenIn(expectation, scene, until)).toBe(expected);
  });

  it('a condition narrows them', () => {
    const expectation = { when: { command: 'reboot' }, samples: { where: 'value > 2' }, within: '5s' };
    expect(seenIn(expectation, step(REBOOT, [1, sample(1)], [2, sample(3)]), 9)).toBe('pass');
    expect(seenIn(expectation, step(REBOOT, [1, sample(1)], [2, sample(2)]), 9)).toBe('fail: 0');
  });

  it.each<[string, Scene]>([
    ['pass', step(REBOOT, [1, pushed], [2, result()], [9, sample()])],
    ['pass', step(REBOOT, [1, pushed], [1.5, sample()], [2, result()])],
    ['fail: a data sample after 1s', step(REBOOT, [1, pushed], [2, result()], [3, sample()])],
    [
      'unknown: the endpoint was not connected, so its silence says nothing',
      step(REBOOT, [2, result()], [3, leaves]),
    ],
  ])('none after a command: %s', (expected, scene) => {
    expect(seenIn({ when: { command: 'reboot' }, samples: 'none', for: '4s' }, scene, 10)).toBe(expected);
  });
});

describe('metadata [10/EPMP]', () => {
  const expectation = { metadata: ['serial', 'room'], within: '5s' };
  const first = [1, sample()] as const;

  it.each<[string, Scene]>([
    [
      'pass',
      [
        [0, begins('x')],
        first,
        [3, says('epmx/update/keys/1', { serial: 1 })],
        [4, says('epmx/update', { room: 2 })],
      ],
    ],
    ['fail: not reported', [[0, begins('x')], first, [3, says('epmx/update/keys/1', { serial: 1 })]]],
    [
      'fail: metadata after 7s',
      [[0, begins('x')], first, [8, says('epmx/update/keys/1', { serial: 1, room: 2 })]],
    ],
    ['unknown: the endpoint has sent no message', [[0, begins('x')]]],
  ])('%s', (expected, scene) => {
    expect(seenIn(expectation, scene, 9)).toBe(expected);
  });
});

describe('reconnects', () => {
  const down = (...seconds: number[]): Scene =>
    seconds.map((second, index) => [second, isTurnedAway(index + 1)] as const);
  const lost = (...rest: Scene) => [
    [0, connects, sample(), begins('x'), provokes('x'), leaves] as const,
    ...rest,
  ];

  it.each<[string, object, Scene]>([
    ['pass', { link: 'cut' }, lost([3, connects])],
    ['fail: no attempt', { link: 'cut' }, lost()],
    ['fail: after 7s', { link: 'cut' }, lost([7, connects])],
    ['pass', { link: 'down', for: '20s' }, lost([23, connects])],
    [
      'unknown: the connection was not lost',
      { link: 'cut' },
      [[0, connects, sample(), begins('x'), provokes('x')]],
    ],
    [
      // What happens to the connection at a later step is no part of it.
      'unknown: the connection was not lost',
      { link: 'cut' },
      [
        [0, connects, sample(), begins('x'), provokes('x')],
        [12, leaves],
        [20, connects],
      ],
    ],
  ])('%s', (expected, when, scene) => {
    expect(seenIn({ when, reconnects: true, within: '5s' }, scene, 30)).toBe(expected);
  });

  it.each<[string, Scene]>([
    ['pass', lost(...down(1, 3, 7, 15), [22, connects])],
    ['pass', lost(...down(1.4, 2.9, 5, 11), [22, connects])],
    ['fail: attempts after 1s, 2s, 3s, 4s', lost(...down(1, 2, 3, 4), [22, connects])],
    [
      'unknown: too few attempts while the link was down (1) to see pauses grow; keep it down for longer',
      lost(...down(9), [22, connects]),
    ],
  ])('with back-off: %s', (expected, scene) => {
    const when = { link: 'down', for: '20s' };
    expect(seenIn({ when, reconnects: { backOff: true }, within: '5s' }, scene, 30)).toBe(expected);
  });
});

describe('what was not answered', () => {
  const expectation = { when: { answers: 'none', for: '4s' }, resends: 'samples', within: '6s' };
  const sends = (id: number, ...values: number[]) =>
    says(
      `dcx/json/${id}`,
      values.map((value) => ({ value })),
    );
  const answer = (id: number) => hears(`dcx/json/${id}`, '', 'status');

  it.each<[string, Scene]>([
    ['pass', step({}, [1, sends(1, 5)], [5, sends(2, 5)], [5, answer(2)])],
    ['pass', step({}, [1, sends(1, 5)], [2, sends(2, 6)], [6, sends(3, 5, 6)], [6, answer(3)])],
    ['fail: not sent again', step({}, [1, sends(1, 5)], [5, sends(2, 6)], [5, answer(2)])],
    [
      'fail: not sent again',
      step({}, [0.5, sends(1, 4)], [0.6, answer(1)], [1, sends(1, 5)], [5, sends(1, 6)], [5, answer(1)]),
    ],
    ['fail: sent again after 8s', step({}, [1, sends(1, 5)], [9, sends(2, 5)])],
    [
      'unknown: no message that asks for an answer was sent while answers were lost',
      step({}, [1, sends(1, 5)], [1, answer(1)]),
    ],
  ])('%s', (expected, scene) => {
    expect(seenIn(expectation, scene, 20)).toBe(expected);
  });
});

describe('limits and silence', () => {
  it.each<[string, object, Scene]>([
    [
      'pass',
      { messages: { bytes: 20, perSecond: 2 } },
      [
        [0, begins('x')],
        [1, sample()],
        [1.4, sample()],
        [2.1, sample()],
      ],
    ],
    [
      'fail: 2 before this one in the same second',
      { messages: { perSecond: 2 } },
      [
        [0, begins('x')],
        [1, sample(), sample()],
        [1.9, sample()],
      ],
    ],
    [
      'fail: 26 bytes',
      { messages: { bytes: 20 } },
      [
        [0, begins('x')],
        [1, sample('öäü€€')],
      ],
    ],
    ['unknown: the endpoint has sent no message', { messages: { bytes: 20 } }, [[0, begins('x')]]],
    ['pass', { when: { token: 'suspended' }, messages: 'none', for: '3s' }, step({}, [5, sample()])],
    [
      'fail: a message after 1.5s',
      { when: { token: 'suspended' }, messages: 'none', for: '3s' },
      step({}, [2, sample()]),
    ],
  ])('%s', (expected, expectation, scene) => {
    expect(seenIn(expectation, scene, 9)).toBe(expected);
  });
});

describe('a scenario', () => {
  const scenarios = (unexpected: 'ignore' | 'fail' = 'fail') => ({
    scenarios: {
      s: {
        unexpected,
        steps: [
          { when: { command: 'reboot' } },
          { result: '2xx' as const, within: '5s' },
          { id: 'quiet', samples: 'none' as const, for: '2s' },
        ],
      },
    },
  });
  const marks = { ...REBOOT, step: 's.1' };
  const whole = (...rest: Scene): Scene => [
    [0, connects, sample(), begins('s.1'), provokes('s.1', marks), pushed, ends('s.1'), begins('s.2')],
    ...rest,
  ];
  const of = (scene: Scene, unexpected?: 'ignore') => {
    const results = verdictsOf(scenarios(unexpected), scene, { until: 20 });
    return Object.values(results)
      .filter(({ id }) => id.startsWith('s.'))
      .map(({ id, verdict }) => `${id} ${verdict}`);
  };

  it('has a verdict for each step that sees something, and one for what nobody expected', () => {
    const scene = whole([1, result(), ends('s.2'), begins('s.quiet')], [4, ends('s.quiet')]);
    expect(of(scene)).toEqual(['s.2 pass', 's.quiet pass', 's.unexpected pass']);
    expect(of(scene, 'ignore')).toEqual(['s.2 pass', 's.quiet pass']);
  });

  it('what comes after a failure stays unknown', () => {
    expect(of(whole([6, ends('s.2')]))).toEqual(['s.2 fail', 's.quiet unknown', 's.unexpected unknown']);
  });

  it('a message that no step speaks of is found, one after the end is not', () => {
    const stray = says('cex/result/other/1', [{ id: 1, statusCode: 200 }]);
    const scene = (second: number) =>
      whole(
        [1, result(), ends('s.2'), begins('s.quiet')],
        [2, sample()],
        [second, stray],
        [4, ends('s.quiet')],
        [5, stray],
      );
    expect(of(scene(3)).at(-1)).toBe('s.unexpected fail');
    expect(of(scene(4.5).toSorted(([a], [b]) => a - b)).at(-1)).toBe('s.unexpected pass');
  });
});

describe('a device that ends by itself', () => {
  const ended: JournalEntry = { type: 'contract.device-ended', exitCode: 9 };
  const expectation = { when: { command: 'reboot' }, result: '2xx', within: '5s' };

  it('breaks what it still had to do', () => {
    const scene = step(REBOOT, [0.5, sample()], [1, pushed], [2, ended]);
    expect(seenIn(expectation, scene, 2.1)).toBe('fail: it ended by itself, with exit code 9');
  });

  it.each<[string, object, Scene]>([
    [
      'its silence is no kept promise',
      { ...expectation, result: 'none', for: '5s', within: undefined },
      [[0.5, sample()]],
    ],
    ['one that never spoke may not have been started right', expectation, []],
  ])('%s', (_, promised, before) => {
    const defined = Object.fromEntries(Object.entries(promised).filter(([, value]) => value !== undefined));
    const scene = step(REBOOT, ...before, [1, pushed], [2, ended]);
    expect(seenIn(defined, scene, 2.1)).toBe('unknown: the test ended before the time was over');
  });
});
