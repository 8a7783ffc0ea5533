/**
 * The monitor as people see it: frames of every screen, at every size, and what keys do to them.
 */
import fc from 'fast-check';
import { render } from 'ink-testing-library';
import { describe, expect, it, vi } from 'vitest';
import { VirtualClock } from '../../../src/kernel/virtual-clock.js';
import { lineWidth, textOf } from '../../../src/tui/lines.js';
import { MonitorScreen } from '../../../src/tui/monitor/screen.js';
import type { Intent } from '../../../src/tui/monitor/store/event.js';
import { type MonitorState, SCREENS } from '../../../src/tui/monitor/store/state.js';
import { MonitorStore } from '../../../src/tui/monitor/store/store.js';
import { frame } from '../../../src/tui/monitor/views/frame.js';
import { afterEvents, figuresAt, liveState, NOW, received, row, sent, typed } from './states.js';

const TOPIC = 'kp1/building-v1/dcx/thermostat-0001/json/7';

/** A state in which every screen has something to show. */
function fullState(size: Partial<Parameters<typeof liveState>[0]> = {}): MonitorState {
  const stream = [
    received(1, TOPIC, '[{"temperature":21.5}]'),
    sent(2, `${TOPIC}/status`),
    received(3, 'kp1/building-v2/dcx/thermostat-0001/json'),
  ];
  return afterEvents(
    liveState({ token: 'thermostat-0001', ...size }),
    { type: 'figures', figures: figuresAt(1, { samples: 1150 }) },
    { type: 'rows', offset: 0, page: { content: [row(1), row(2, { connected: false })], totalElements: 2 } },
    { type: 'stream', stream: 'messages', items: stream },
    { type: 'stream', stream: 'trace', items: stream },
    {
      type: 'diagnostics',
      items: [
        {
          code: 'unknown-app-version',
          reason: 'published under "building-v2", which this platform does not serve; it serves building-v1',
          remedy: 'Use a version from the ready table, or add it to blueprint.yaml.',
          count: 5,
          client: 'c1',
          topic: TOPIC,
        },
      ],
    },
  );
}

const texts = (state: MonitorState) => frame(state).map(textOf);

describe('every screen', () => {
  it('is one line lower than the terminal and no wider, at any size', () => {
    const sizes = fc.record({
      columns: fc.integer({ min: 1, max: 220 }),
      rows: fc.integer({ min: 2, max: 70 }),
    });
    const screens = fc.constantFrom(...SCREENS, 'endpoint' as const);
    fc.assert(
      fc.property(sizes, screens, fc.boolean(), (size, screen, isHelpOpen) => {
        const full = fullState(size);
        const lines = frame({ ...full, screen, isHelpOpen, opened: { row: row(1), scroll: 0 } });
        expect(lines.length).toBeLessThan(Math.max(size.rows, 2));
        for (const line of lines) expect(lineWidth(line)).toBeLessThanOrEqual(size.columns);
      }),
    );
  });

  it('says what to do next while it has nothing to show', () => {
    const empty = liveState();
    const about = (screen: MonitorState['screen'], changes: Partial<MonitorState> = {}) =>
      texts({ ...empty, ...changes, screen }).join('\n');
    expect(about('trace')).toContain(':trace TOKEN');
    expect(about('messages')).toContain('kaa sim run');
    expect(about('contracts')).toContain('kaa contract test');
    expect(about('endpoints', { endpoints: { ...empty.endpoints, total: 0 } })).toContain(
      'kaa endpoint create',
    );
  });

  it('never lets what comes from outside move the cursor', () => {
    const evil = '\u001b[2J\u0007\u202e';
    const state = afterEvents(fullState(), {
      type: 'stream',
      stream: 'messages',
      items: [received(9, 'kp1/building-v1/dcx/alpha/json/9', evil)],
    });
    const store = new MonitorStore({ ...state, screen: 'messages' }, { clock: new VirtualClock(NOW) });
    const screen = render(<MonitorScreen store={store} />);
    expect(screen.lastFrame()).not.toContain(evil);
    expect(screen.lastFrame()).toContain('\\u001b[2J');
    screen.unmount();
  });
});

describe('frames', () => {
  it('the overview at 80×24', () => {
    expect(texts(fullState()).join('\n')).toMatchInlineSnapshot(`
      " kaa monitor  building  http://127.0.0.1:8080                   ● live  up 61 s
       1 Overview  2 Endpoints  3 Trace  4 Messages  5 Diagnostics 1  6 Contracts

       Endpoints        10 of 12 connected  2 away  through 3 clients
       Memory           54.0 MB of 4.0 GB   journal: 4,000 events, back 61 s

                              now         total
       Data samples           200/s       1,150  █
       Messages in            0.0/s       1,000  ▁
       Messages out           0.0/s         990  ▁
       Errors                 0.0/s           5  ▁

       Response time    p50 0.10 ms   p95 0.40 ms   p99 1.2 ms   max 12.5 ms

       Last 1.0 s       nothing but messages
       errors  code  ext     why
            5   404  dcx     the application demo has no token "x"
       extension               received   answered     pushed    refused    crashed
       dcx                        1,000        990          0          1          0
       fleet                                 connected  endpoints
       thermostats                                   9         10  ██████████████▍

       1-6 screens  : go to  ? help  q quit"
    `);
  });

  it('the trace, with the topic taken apart and what is wrong in words', () => {
    expect(texts({ ...fullState(), screen: 'trace' }).join('\n')).toMatchInlineSnapshot(`
      " kaa monitor  building  http://127.0.0.1:8080                   ● live  up 61 s
       1 Overview  2 Endpoints  3 Trace  4 Messages  5 Diagnostics 1  6 Contracts

       thermostat-0001  2 entries  following

        time (UTC)       ext    resource      request  outcome         payload
        12:00:00.001  →  dcx    /json               7  ok 1.0 ms       [{"temperature…
      ▸ 12:00:00.003  →  dcx    /json                  no request ID   {}






      ────────────────────────────────────────────────────────────────────────────────
       → kp1/building-v2/dcx/thermostat-0001/json
         version building-v2   extension dcx   resource /json   client c1
         {}
       ! no request ID in the topic, so nothing comes back; add a number at its end
         to get an answer


       ↑↓ choose  esc follow  y copy  w save  ? help  q quit"
    `);
  });

  it('diagnostics, with the remedy', () => {
    const shown = texts({ ...fullState(), screen: 'diagnostics' }).slice(3, 11);
    expect(shown.join('\n')).toMatchInlineSnapshot(`
      " 1 thing goes wrong  5 times in all

      ▸         5  published under "building-v2", which this platform does not
                   serve; it serves building-v1
                   → Use a version from the ready table, or add it to
                     blueprint.yaml.
                   last with client c1, kp1/building-v1/dcx/thermostat-0001/json/7
      "
    `);
  });

  it('a platform that is gone is said to be, with the next attempt', () => {
    const lost = { type: 'lost', reason: 'connection refused', attempt: 3, retryInMs: 2000 } as const;
    const [title, ...others] = texts(afterEvents(fullState(), lost));
    expect(title).toContain('● the platform is gone');
    expect(others.at(-2)).toBe(' connection refused  trying again in 2 s (attempt 3)');
  });

  it('without colour the open tab is told by brackets', () => {
    expect(texts(fullState({ hasColour: false }))[1]).toContain('[Overview]');
    expect(texts(fullState())[1]).not.toContain('[');
  });
});

describe('the keyboard', () => {
  function opened(state: MonitorState) {
    const clock = new VirtualClock(NOW);
    const intents: Intent[] = [];
    const store = new MonitorStore(state, { clock, onIntent: (intent) => intents.push(intent) });
    const screen = render(<MonitorScreen store={store} />);
    return {
      intents,
      store,
      /** Types, and gives back the frame that follows. */
      async press(...inputs: string[]): Promise<string> {
        for (const input of inputs) {
          const before = store.state;
          screen.stdin.write(input);
          // Ink waits a little whether more follows: Escape begins the names of other keys.
          if (input === '\u001b') await vi.waitFor(() => expect(store.state).not.toBe(before));
          await clock.advance(100);
        }
        return screen.lastFrame() ?? '';
      },
      close: () => screen.unmount(),
    };
  }

  it('numbers, names and help lead to the screens', async () => {
    const { press, close } = opened(fullState());
    expect(await press('4')).toContain('3 seen');
    expect(await press(':', 'diag', '\r')).toContain('1 thing goes wrong');
    expect(await press(':', 'nowhere', '\r')).toContain('there is no screen "nowhere"');
    expect(await press('\u001b')).not.toContain('there is no screen');
    expect(await press('?')).toContain('jump to its answer or request');
    expect(await press('x')).not.toContain('jump to its answer');
    close();
  });

  it('a poke asks for its fields, shows its command line, and goes nowhere before Enter', async () => {
    const { press, intents, store, close } = opened(fullState());
    expect(await press('2', 'i')).toContain('thermostat-0001: command type');
    expect(await press('re boot', '\r')).toContain('a command type has letters');
    for (let i = 0; i < 7; i++) await press('\u007f');
    await press('reboot', '\r');
    for (let i = 0; i < 2; i++) await press('\u007f');
    const shown = await press(`{"why": "it's old"}`, '\r');
    expect(shown).toContain(
      `$ kaa command invoke reboot --endpoint thermostat-0001 --payload '{"why": "it'\\''s old"}'`.slice(
        0,
        75,
      ),
    );
    expect(intents).toEqual([]);
    await press('\r');
    expect(intents).toEqual([{ type: 'poke' }]);
    expect(store.state.poke?.values).toEqual(['reboot', `{"why": "it's old"}`]);
    close();
  });

  it('escape leaves a poke undone', async () => {
    const { press, intents, close } = opened(fullState());
    expect(await press('2', 's')).toContain('$ kaa token suspend thermostat-0001');
    expect(await press('\u001b')).toContain('not done: suspend or reactivate its token');
    expect(intents).toEqual([]);
    close();
  });

  it('q and ctrl-c leave, wherever one is', async () => {
    const { press, intents, close } = opened(fullState());
    await press('q');
    await press(':', 'tra', '\u0003');
    expect(intents).toEqual([{ type: 'quit' }, { type: 'quit' }]);
    close();
  });

  it('the trace is copied and saved as text', async () => {
    const { press, intents, close } = opened({ ...fullState(), screen: 'trace' });
    await press('y', 'w');
    expect(intents.map(({ type }) => type)).toEqual(['copy', 'save']);
    const [copy] = intents as [Intent & { type: 'copy' }];
    expect(copy.text).toContain('request ID 7');
    expect(copy.text).toContain('[{"temperature":21.5}]');
    close();
  });

  it('filters the endpoints by what is typed', () => {
    const state = typed({ ...fullState(), screen: 'endpoints' }, '/', ...'away', 'enter');
    expect(state.endpoints).toMatchObject({ filter: 'away', total: undefined, cursor: 0 });
  });
});
