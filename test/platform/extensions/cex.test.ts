import { beforeEach, describe, expect, test } from 'vitest';
import type { CommandEvent } from '../../../src/platform/esp/events.js';
import { cex } from '../../../src/platform/extensions/cex/index.js';
import type { Invocation } from '../../../src/platform/extensions/cex/invocation.js';
import type { CexSettings } from '../../../src/platform/extensions/cex/settings.js';
import { type CexState, FLEETING_MAX, listCommands } from '../../../src/platform/extensions/cex/state.js';
import type { Effects } from '../../../src/platform/extensions/extension.js';
import { body, ctx, EMPTY, expectShape, NOT_UTF8, NOW, open, RFC, request } from './harness.js';

let state: CexState;

function start(settings: Partial<CexSettings> = {}): void {
  state = open(cex, undefined, settings);
}

beforeEach(() => start());

const HOUR = 3_600_000;

const send = (path: string, payload: unknown, requestId: string | null = '1', circumstances = {}) =>
  cex.handle(state, request(path, payload, requestId), ctx(circumstances));
const ask = (payload: unknown = {}, type = 'reboot') => send(`/command/${type}`, payload);
const report = (results: unknown, type = 'reboot', circumstances = {}) =>
  send(`/result/${type}`, results, '1', circumstances);
const connect = (circumstances = {}) => cex.invoke(state, { type: 'endpoint-connected' }, ctx(circumstances));
const wake = (key: string, now: number) => cex.invoke(state, { type: 'wake-up', key }, ctx({ now }));

function invoke(
  commandType = 'reboot',
  payload: unknown = undefined,
  ttlMs?: number,
  circumstances = {},
): Effects {
  return cex.invoke(state, { type: 'command', commandType, payload, ttlMs }, ctx(circumstances));
}
const idOf = ({ result }: Effects) => (result as { commandId: number }).commandId;
const told = ({ events = [] }: Effects) =>
  (events as CommandEvent[]).map(({ type, commandType, commandId }) => `${type} ${commandType} ${commandId}`);
const pushed = ({ pushes = [] }: Effects) =>
  pushes.map(({ resourcePath, payload }) => [resourcePath, JSON.parse(payload)]);

describe('11/CEP requests', () => {
  test('[11/CEP CEP-01, CEP-10, CEP-11] all outstanding commands of the type are the answer', () => {
    invoke('reboot', { delay: 5 });
    invoke('zero');
    invoke('reboot', null);
    const effects = ask();
    expect(body(effects)).toEqual([
      { id: 1, payload: { delay: 5 } },
      { id: 3, payload: null },
    ]);
    expectShape(effects.reply?.payload, RFC.commands);
  });

  test('[11/CEP CEP-10] asking does not take commands off the list', () => {
    invoke();
    expect(body(ask())).toEqual(body(ask()));
  });

  test('[11/CEP CEP-14] none outstanding: an empty array', () => {
    expect(ask().reply).toEqual({ statusCode: 200, payload: '[]' });
    invoke('zero');
    expect(ask().reply?.payload).toBe('[]');
  });

  test('[11/CEP CEP-03] letters, digits, "_" and "-" make a command type; the RFC allows less', () => {
    for (const type of ['reboot', 'close-door', 'turn_off', 'SWITCH', '7x']) {
      expect(ask({}, type).reply?.statusCode, type).toBe(200);
    }
    for (const type of ['a b', 'é', 'a.b']) expect(ask({}, type).reply?.statusCode, type).toBe(400);
    start({ commandTypePattern: 'rfc' });
    expect(ask({}, 'SWITCH').reply?.statusCode).toBe(200);
    for (const type of ['close-door', 'turn_off']) expect(ask({}, type).reply?.statusCode, type).toBe(400);
  });

  test('[11/CEP CEP-04] other payloads are refused and change nothing', () => {
    for (const payload of ['[]', { observe: 1 }, { type: 'reboot' }, '{', EMPTY, NOT_UTF8]) {
      expect(ask(payload).reply?.statusCode).toBe(400);
    }
    expect(state.endpoints.size).toBe(0);
  });

  test('[11/CEP CEP-08, CEP-09] /command lists all types, each command with its type', () => {
    invoke('reboot');
    invoke('zero', 5);
    const effects = send('/command', {});
    expect(body(effects)).toEqual([
      { id: 1, type: 'reboot' },
      { id: 2, type: 'zero', payload: 5 },
    ]);
    expectShape(effects.reply?.payload, RFC.commandsOfAllTypes);
  });

  test('[11/CEP CEP-08] /command may be switched off', () => {
    start({ allTypes: false });
    expect(send('/command', {}).reply?.statusCode).toBe(404);
  });

  test('[11/CEP CEP-02] a request without request ID is answered on the same resource path', () => {
    invoke();
    expect(send('/command/reboot', { observe: true }, null).pushes).toEqual([
      { resourcePath: '/command/reboot', payload: '[{"id":1}]' },
    ]);
  });

  test('[1/KP KP-12] or not at all', () => {
    start({ answerWithoutRequestId: false });
    invoke();
    expect(send('/command/reboot', {}, null)).toEqual({ events: [] });
  });

  test('unknown resources are 404', () => {
    for (const path of ['', '/', '/result', '/commands', '/command/a/b', '/result/a/b', '/Command/a']) {
      expect(send(path, {}).reply?.statusCode, path).toBe(404);
    }
  });
});

describe('11/CEP invocation and pushes', () => {
  test('a new command is pushed at once, told as pending, and has an hour', () => {
    const effects = invoke('reboot', 'now');
    expect(effects).toEqual({
      events: [
        {
          type: 'command-pending',
          extensionInstance: 'instance',
          endpointId: 'endpoint-1',
          appVersionName: 'demo-v1',
          commandType: 'reboot',
          commandId: 1,
        },
      ],
      pushes: [{ resourcePath: '/command/reboot', payload: '[{"id":1,"payload":"now"}]' }],
      wakeUps: [{ key: 'reboot/1', delayMs: HOUR }],
      result: { commandId: 1 },
    });
  });

  test('[11/CEP CEP-10] every push lists all that is outstanding of the type', () => {
    invoke('reboot', 1);
    invoke('zero');
    expect(pushed(invoke('reboot', 2))).toEqual([
      [
        '/command/reboot',
        [
          { id: 1, payload: 1 },
          { id: 3, payload: 2 },
        ],
      ],
    ]);
  });

  test('[11/CEP CEP-13] IDs count from 1 over all commands, or per endpoint and type', () => {
    const ids = () => [
      idOf(invoke('reboot')),
      idOf(invoke('zero')),
      idOf(invoke('reboot')),
      idOf(invoke('reboot', 0, 0, { endpointId: 'endpoint-2' })),
    ];
    expect(ids()).toEqual([1, 2, 3, 4]);
    start({ commandIds: 'per-endpoint-and-type' });
    expect(ids()).toEqual([1, 1, 2, 1]);
  });

  test('[11/CEP CEP-13] with IDs per type a result ends the command of its own type', () => {
    start({ commandIds: 'per-endpoint-and-type' });
    invoke('reboot');
    invoke('zero');
    expect(told(report([{ id: 1, statusCode: 200 }], 'zero'))).toEqual(['command-executed zero 1']);
    expect(body(ask())).toEqual([{ id: 1 }]);
  });

  test('[11/CEP CEP-05] observe: true brings new commands although nothing is pushed unasked', () => {
    start({ pushUnasked: false });
    expect(invoke().pushes).toEqual([]);
    ask({ observe: true });
    expect(pushed(invoke())).toEqual([['/command/reboot', [{ id: 1 }, { id: 2 }]]]);
    expect(invoke('zero').pushes).toEqual([]);
  });

  test('[11/CEP CEP-06] observe: false stops pushes of that type, also on the next connection', () => {
    ask({ observe: false });
    expect(invoke().pushes).toEqual([]);
    expect(connect().pushes).toEqual([]);
    expect(pushed(invoke('zero'))).toHaveLength(1);
    expect(body(ask())).toEqual([{ id: 1 }]);
  });

  test('[11/CEP CEP-07] what is outstanding is pushed on connect, type by type', () => {
    invoke('reboot', undefined, undefined, { connected: false });
    invoke('zero', undefined, undefined, { connected: false });
    expect(pushed(connect())).toEqual([
      ['/command/reboot', [{ id: 1 }]],
      ['/command/zero', [{ id: 2 }]],
    ]);
  });

  test('nothing is pushed to an endpoint that is not there', () => {
    expect(invoke('reboot', undefined, undefined, { connected: false }).pushes).toEqual([]);
    expect(connect({ endpointId: 'endpoint-2' }).pushes ?? []).toEqual([]);
  });

  test('[11/CEP CEP-08] who observes all types is told once, on /command', () => {
    send('/command', { observe: true });
    invoke('reboot');
    expect(pushed(invoke('zero'))).toEqual([
      [
        '/command',
        [
          { id: 1, type: 'reboot' },
          { id: 2, type: 'zero' },
        ],
      ],
    ]);
    expect(connect().pushes).toHaveLength(1);
  });

  test('[11/CEP CEP-06, CEP-08] observe: false for all types stops those that are not observed by name', () => {
    send('/command', { observe: false });
    ask({ observe: true }, 'zero');
    expect(invoke('reboot').pushes).toEqual([]);
    expect(pushed(invoke('zero'))).toEqual([['/command/zero', [{ id: 2 }]]]);
  });

  test('a command type that is none is refused to the caller', () => {
    const { refused } = invoke('open door').result as Extract<Invocation, { refused: object }>;
    expect(refused.statusCode).toBe(400);
    expect(refused.reasonPhrase).toContain('"open door"');
    expect(listCommands(state, 'endpoint-1')).toEqual([]);
  });
});

describe('11/CEP results', () => {
  test('[11/CEP CEP-16, CEP-17, CEP-20, CEP-21] a result ends the command and is answered with zero bytes', () => {
    invoke();
    const effects = report([{ id: 1, statusCode: 200, reasonPhrase: 'OK', payload: { up: true } }]);
    expect(effects.reply).toEqual({ statusCode: 200 });
    expect(effects.events).toMatchObject([
      {
        type: 'command-executed',
        commandType: 'reboot',
        commandId: 1,
        statusCode: 200,
        reasonPhrase: 'OK',
        payload: { up: true },
      },
    ]);
    expect(body(ask())).toEqual([]);
  });

  test('[11/CEP CEP-16] a failing status code ends the command as well', () => {
    invoke();
    expect(report([{ id: 1, statusCode: 409 }]).events).toMatchObject([
      { type: 'command-executed', statusCode: 409 },
    ]);
    expect(body(ask())).toEqual([]);
  });

  test('[11/CEP CEP-19] one message may report several commands', () => {
    invoke();
    invoke();
    invoke();
    const effects = report([
      { id: 3, statusCode: 200 },
      { id: 1, statusCode: 500 },
    ]);
    expect(told(effects)).toEqual(['command-executed reboot 3', 'command-executed reboot 1']);
    expect(body(ask())).toEqual([{ id: 2 }]);
  });

  test('[11/CEP CEP-18] one result without an array is taken, unless the settings refuse it', () => {
    invoke();
    expect(report(' \n{"id":1,"statusCode":200}').reply).toEqual({ statusCode: 200 });
    start({ singleResult: false });
    invoke();
    expect(report({ id: 1, statusCode: 200 }).reply?.statusCode).toBe(400);
    expect(body(ask())).toEqual([{ id: 1 }]);
  });

  test('[11/CEP CEP-18] results that are none are refused and change nothing', () => {
    invoke();
    const bad = [
      { id: 1 },
      { statusCode: 200 },
      { id: '1', statusCode: 200 },
      { id: 1, statusCode: 200, x: 1 },
      5,
    ];
    for (const payload of [...bad.map((result) => [result]), ...bad, '[', EMPTY, NOT_UTF8]) {
      expect(report(payload).reply?.statusCode).toBe(400);
    }
    expect(body(ask())).toEqual([{ id: 1 }]);
  });

  test('the result of an unknown command is 404 and names the ID; others in the message count', () => {
    invoke();
    const effects = report([
      { id: 7, statusCode: 200 },
      { id: 1, statusCode: 200 },
    ]);
    expect(effects.reply?.statusCode).toBe(404);
    expect(effects.reply?.reasonPhrase).toMatch(/ID 7$/);
    expect(told(effects)).toEqual(['command-executed reboot 1']);
  });

  test('a result under another type, of another endpoint, or given twice is unknown', () => {
    invoke();
    const result = [{ id: 1, statusCode: 200 }];
    expect(report(result, 'zero').reply?.statusCode).toBe(404);
    expect(report(result, 'reboot', { endpointId: 'endpoint-2' }).reply?.statusCode).toBe(404);
    expect(report(result).reply?.statusCode).toBe(200);
    expect(report(result).reply?.statusCode).toBe(404);
  });

  test('unknown results may be ignored', () => {
    start({ unknownResult: 'ignore' });
    expect(report([{ id: 7, statusCode: 200 }])).toMatchObject({ events: [], reply: { statusCode: 200 } });
  });

  test('[11/CEP CEP-22] commands can be looked up with what became of them', () => {
    invoke('reboot', 1);
    invoke('zero', 2);
    report([{ id: 1, statusCode: 500, reasonPhrase: 'jammed', payload: 'x' }], 'reboot', { now: NOW + 5 });
    expect(listCommands(state, 'endpoint-1')).toMatchObject([
      {
        commandId: 1,
        status: 'EXECUTED',
        createdAt: NOW,
        updatedAt: NOW + 5,
        statusCode: 500,
        reasonPhrase: 'jammed',
        payload: 1,
        responsePayload: 'x',
      },
      { commandId: 2, status: 'PENDING', payload: 2 },
    ]);
  });

  test('finished commands are remembered up to a number', () => {
    start({ historyPerEndpoint: 2 });
    for (let id = 1; id <= 3; id++) {
      invoke();
      report([{ id, statusCode: 200 }]);
    }
    expect(listCommands(state, 'endpoint-1').map(({ commandId }) => commandId)).toEqual([2, 3]);
  });
});

describe('11/CEP time to live', () => {
  test('[11/CEP CEP-12] an expired command is told, and not listed or pushed any more', () => {
    invoke('reboot', undefined, 1000);
    expect(told(wake('reboot/1', NOW + 1000))).toEqual(['command-expired reboot 1']);
    expect(body(ask())).toEqual([]);
    expect(listCommands(state, 'endpoint-1')).toMatchObject([{ status: 'EXPIRED' }]);
    expect(told(wake('reboot/1', NOW + 1001))).toEqual([]);
  });

  test('[11/CEP CEP-12] it expires in time although the timer is late', () => {
    const late = { now: NOW + 1000 };
    for (const look of [
      () => send('/command/reboot', {}, '1', late),
      () => connect(late),
      () => invoke('zero', undefined, 0, late),
      () => report([{ id: 1, statusCode: 200 }], 'reboot', late),
    ]) {
      start();
      invoke('reboot', undefined, 1000);
      expect(told(look())).toContain('command-expired reboot 1');
    }
  });

  test('the result of an expired command is 404', () => {
    invoke('reboot', undefined, 1000);
    expect(report([{ id: 1, statusCode: 200 }], 'reboot', { now: NOW + 999 }).reply?.statusCode).toBe(200);
    invoke('reboot', undefined, 1000);
    expect(report([{ id: 2, statusCode: 200 }], 'reboot', { now: NOW + 1000 }).reply?.statusCode).toBe(404);
  });

  test('an executed command does not expire, and nothing waits for its end any more', () => {
    invoke('reboot', undefined, 1000);
    const { wakeUpsOver } = report([
      { id: 1, statusCode: 200 },
      { id: 7, statusCode: 200 },
    ]);
    expect(wakeUpsOver, 'not of the unknown one').toEqual(['reboot/1']);
    expect(wake('reboot/1', NOW + 1000)).toEqual({});
  });

  test('a life longer than a timer can wait is waited for in parts', () => {
    const month = 31 * 24 * HOUR;
    const wait = 2 ** 31 - 1;
    expect(invoke('reboot', undefined, month).wakeUps).toEqual([{ key: 'reboot/1', delayMs: wait }]);
    expect(wake('reboot/1', NOW + wait)).toEqual({ wakeUps: [{ key: 'reboot/1', delayMs: month - wait }] });
    expect(told(wake('reboot/1', NOW + month))).toEqual(['command-expired reboot 1']);
  });

  test('the settings give the life of a command whose caller names none', () => {
    start({ defaultTtlMs: 5000 });
    expect(invoke().wakeUps).toEqual([{ key: 'reboot/1', delayMs: 5000 }]);
  });

  test('time to live 0: pushed once, never listed, but its result counts', () => {
    const effects = invoke('reboot', 'now', 0);
    expect(pushed(effects)).toEqual([['/command/reboot', [{ id: 1, payload: 'now' }]]]);
    expect(effects.wakeUps).toEqual([]);
    expect(body(ask())).toEqual([]);
    expect(connect().pushes).toEqual([]);
    expect(told(report([{ id: 1, statusCode: 200 }]))).toEqual(['command-executed reboot 1']);
    expect(report([{ id: 1, statusCode: 200 }]).reply?.statusCode).toBe(404);
  });

  test('[11/CEP CEP-22] time to live 0 and nobody there: the caller is told that it is over', () => {
    const effects = invoke('reboot', 'now', 0, { connected: false });
    expect(effects.pushes).toEqual([]);
    expect(effects.wakeUps).toEqual([{ key: 'reboot/1', delayMs: 0 }]);
    expect(told(wake('reboot/1', NOW))).toEqual(['command-expired reboot 1']);
    expect(connect().pushes).toEqual([]);
  });

  test('commands that are not kept do not pile up', () => {
    const ends = Array.from({ length: FLEETING_MAX + 10 }, () => told(invoke('reboot', undefined, 0)));
    expect(state.endpoints.get('endpoint-1')?.fleeting.size).toBe(FLEETING_MAX);
    const displaced = ends.slice(FLEETING_MAX).map((told) => told[0]);
    expect(displaced, 'who waits for them is told').toEqual(
      Array.from({ length: 10 }, (_, place) => `command-expired reboot ${place + 1}`),
    );
    expect(report([{ id: 10, statusCode: 200 }]).reply?.statusCode).toBe(404);
    expect(report([{ id: 11, statusCode: 200 }]).reply?.statusCode).toBe(200);
  });

  test('an endpoint that is no more loses its commands', () => {
    invoke();
    cex.invoke(state, { type: 'endpoint-unregistered' }, ctx());
    expect(listCommands(state, 'endpoint-1')).toEqual([]);
    expect(wake('reboot/1', NOW + HOUR)).toEqual({});
  });
});
