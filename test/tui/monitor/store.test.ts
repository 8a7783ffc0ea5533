/**
 * The monitor's store: figures are exact whatever order and losses reports come with, every list is bounded, and frames are
 * few however much happens.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/kernel/virtual-clock.js';
import { TRACE_MAX } from '../../../src/operator/trace/exchange.js';
import {
  EMPTY_HISTORY,
  historyWith,
  lastMinute,
  POINTS_MAX,
} from '../../../src/tui/monitor/store/history.js';
import { filterOf, MESSAGES_MAX, pairOf } from '../../../src/tui/monitor/store/messages.js';
import { initialState, SCREENS } from '../../../src/tui/monitor/store/state.js';
import { FRAMES_PER_SECOND_MAX, MonitorStore } from '../../../src/tui/monitor/store/store.js';
import { afterEvents, FIGURES, figuresAt, liveState, NOW, received, row, sent, typed } from './states.js';

const items = (stream: 'messages' | 'trace', from: number, count: number) =>
  ({
    type: 'stream',
    stream,
    items: Array.from({ length: count }, (_, i) => received(from + i, 'kp1/building-v1/dcx/alpha/json/1')),
  }) as const;

describe('figures', () => {
  it('are those of the newest report, whatever order and repetitions reports come in', () => {
    const reports = fc.array(fc.record({ at: fc.nat(500), samples: fc.nat(1_000_000) }), { minLength: 1 });
    fc.assert(
      fc.property(reports, (list) => {
        const state = list.reduce(
          (now, { at, samples }) =>
            afterEvents(now, { type: 'figures', figures: figuresAt(at, { samples }) }),
          afterEvents(liveState(), { type: 'figures', figures: figuresAt(-1) }),
        );
        const newest = Math.max(0, ...list.map(({ at }) => at));
        expect(state.figures?.at).toBe(NOW + newest * 1000);
        const first = list.find(({ at }) => at === newest && at > 0);
        if (first !== undefined) expect(state.figures?.samples).toBe(first.samples);
      }),
    );
  });

  it('rates come from totals: reports that were lost change no sum', () => {
    // Totals grow by so many each second; any of the reports but the last may be lost.
    const growth = fc.array(fc.tuple(fc.nat(5000), fc.boolean()), { minLength: 2, maxLength: 60 });
    fc.assert(
      fc.property(growth, (seconds) => {
        let [total, history] = [0, historyWith(EMPTY_HISTORY, figuresAt(0, { samples: 0 }))];
        for (const [index, [more, isLost]] of seconds.entries()) {
          total += more;
          if (isLost && index < seconds.length - 1) continue;
          history = historyWith(history, figuresAt(index + 1, { samples: total }));
        }
        let [sum, at] = [0, NOW];
        for (const point of history.points) {
          sum += (point.samples * (point.at - at)) / 1000;
          at = point.at;
        }
        expect(Math.round(sum)).toBe(total);
      }),
    );
  });

  it('a platform that was started anew begins a new history, and the old one is not heard any more', () => {
    const old = figuresAt(10, { samples: 5000 });
    const fresh = figuresAt(11, { startedAt: NOW + 10_500, samples: 3 });
    const history = [FIGURES, old, fresh, figuresAt(12)].reduce(historyWith, EMPTY_HISTORY);
    expect(history.last).toBe(fresh);
    expect(history.points).toEqual([]);
  });

  it('the last minute is a minute, or as long as anybody has watched', () => {
    const at = (second: number) => figuresAt(second, { events: { 'cex.command-expired': second } });
    let history = EMPTY_HISTORY;
    for (let second = 0; second <= 30; second++) history = historyWith(history, at(second));
    expect(lastMinute(history)).toEqual({ counts: new Map([['cex.command-expired', 30]]), spanMs: 30_000 });
    for (let second = 31; second <= 200; second++) history = historyWith(history, at(second));
    expect(lastMinute(history)).toEqual({ counts: new Map([['cex.command-expired', 60]]), spanMs: 60_000 });
  });
});

describe('bounds', () => {
  it('no list grows without end', () => {
    let state = liveState({ token: 'alpha' });
    for (let round = 0; round < 30; round++) {
      state = afterEvents(state, items('messages', round * 300, 300), items('trace', round * 300, 300));
    }
    for (let second = 0; second < 2 * POINTS_MAX; second++) {
      state = afterEvents(state, { type: 'figures', figures: figuresAt(second) });
    }
    expect(state.messages.items).toHaveLength(MESSAGES_MAX);
    expect(state.messages.seen).toBe(9000);
    expect(state.tracing.trace.entries).toHaveLength(TRACE_MAX);
    expect(state.tracing.trace.gone).toBe(9000 - TRACE_MAX);
    expect(state.history.points).toHaveLength(POINTS_MAX);
    expect(state.history.totals.length).toBeLessThanOrEqual(62);
  });

  it('what was left out is counted, not forgotten', () => {
    const state = afterEvents(liveState(), {
      type: 'stream',
      stream: 'messages',
      items: [
        { leftOut: 900 },
        received(1, 'kp1/building-v1/dcx/alpha/json/1'),
        { leftOut: 100 },
        { dropped: 7 },
      ],
    });
    expect(state.messages).toMatchObject({ seen: 1, leftOut: 1000, dropped: 7 });
  });

  it('the cursor of the endpoints stays within them, also when they become fewer', () => {
    const page = (total: number) => ({ content: [row(1)], totalElements: total });
    const moved = afterEvents(
      { ...liveState(), screen: 'endpoints' },
      { type: 'rows', offset: 0, page: page(500) },
      { type: 'key', key: 'end' },
    );
    expect(moved.endpoints.cursor).toBe(499);
    expect(afterEvents(moved, { type: 'rows', offset: 0, page: page(3) }).endpoints.cursor).toBe(2);
    expect(afterEvents(moved, { type: 'rows', offset: 0, page: page(0) }).endpoints.cursor).toBe(0);
  });
});

describe('keys', () => {
  const KEYS = [
    ...['up', 'down', 'pageup', 'pagedown', 'home', 'end', 'enter', 'escape', 'tab', 'backspace', 'space'],
    ...'123456/:?qjkgGoOtpywicsxf{}"x',
  ];

  it('mashed, they never break anything, nor do anything without being confirmed', () => {
    const start = afterEvents(
      liveState({ token: 'alpha' }),
      { type: 'rows', offset: 0, page: { content: [row(1), row(2)], totalElements: 2 } },
      items('messages', 0, 20),
      items('trace', 0, 20),
    );
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...KEYS), { maxLength: 80 }), (keys) => {
        const state = typed(start, ...keys);
        expect([...SCREENS, 'endpoint']).toContain(state.screen);
        // Only Enter on a command line that was shown carries a poke out.
        if (state.poke?.isRunning === true) expect(keys).toContain('enter');
      }),
    );
  });

  it('read-only: no key begins a poke', () => {
    const state = afterEvents(
      { ...liveState({ isReadOnly: true }), screen: 'endpoints' },
      { type: 'rows', offset: 0, page: { content: [row(1)], totalElements: 1 } },
    );
    for (const key of 'icsxf') {
      const now = typed(state, key);
      expect(now.poke).toBeUndefined();
      expect(now.notice?.text).toContain('read-only');
    }
  });

  it('a paused tail stands still while messages come in', () => {
    const before = afterEvents({ ...liveState(), screen: 'messages' }, items('messages', 0, 10));
    const paused = afterEvents(before, { type: 'key', key: 'space' }, items('messages', 10, 5));
    expect(paused.messages.paused).toHaveLength(10);
    expect(paused.messages.items).toHaveLength(15);
    expect(typed(paused, 'space').messages.paused).toBeUndefined();
  });
});

describe('filters and pairs', () => {
  it('words of a filter are told apart', () => {
    expect(filterOf('ext:dcx error topic:kp1/+/dcx/# endpoint:alpha too hot')).toMatchObject({
      extension: 'dcx',
      status: 'error',
      topic: 'kp1/+/dcx/#',
      endpoint: 'alpha',
      contains: 'too hot',
    });
    expect(filterOf('')).not.toHaveProperty('contains');
  });

  it('a request and its answer find each other, also among others of the same topic', () => {
    const topic = 'kp1/building-v1/dcx/alpha/json/1';
    const state = afterEvents(liveState(), {
      type: 'stream',
      stream: 'messages',
      items: [
        received(1, topic),
        received(2, 'kp1/building-v1/dcx/beta/json/1'),
        sent(3, `${topic}/status`),
        received(4, topic),
        sent(5, `${topic}/error`, 'error'),
      ],
    });
    const list = state.messages.items;
    expect([0, 2, 3, 4].map((place) => pairOf(list, place))).toEqual([2, 0, 4, 3]);
    expect(pairOf(list, 1)).toBe(-1);
  });
});

describe('frames', () => {
  const FRAME_MS = 1000 / FRAMES_PER_SECOND_MAX;

  function watchedStore() {
    const clock = new VirtualClock(NOW);
    const options = { columns: 80, rows: 24, isReadOnly: false, hasColour: true };
    const store = new MonitorStore(initialState(options), { clock });
    const frames: number[] = [];
    store.subscribe(() => frames.push(clock.now()));
    return { clock, store, frames };
  }

  it('are never closer than a sixteenth of a second, whatever happens, and the last one shows everything', async () => {
    const steps = fc.array(fc.tuple(fc.nat(80), fc.boolean()), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(steps, async (happenings) => {
        const { clock, store, frames } = watchedStore();
        for (const [wait, isKey] of happenings) {
          store.dispatch(isKey ? { type: 'key', key: 'tab' } : items('messages', 0, 3));
          await clock.advance(wait);
        }
        await clock.advance(1000);
        for (let i = 1; i < frames.length; i++) {
          expect((frames[i] as number) - (frames[i - 1] as number)).toBeGreaterThanOrEqual(FRAME_MS - 1e-6);
        }
        expect(store.getSnapshot()).toBe(store.state);
        expect(clock.pending()).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it('a key does not wait for the slower pace of news', async () => {
    const { clock, store, frames } = watchedStore();
    store.dispatch(items('messages', 0, 1));
    await clock.advance(1);
    store.dispatch(items('messages', 1, 1));
    store.dispatch({ type: 'key', key: '?' });
    await clock.advance(FRAME_MS);
    expect(frames).toHaveLength(2);
    expect(store.getSnapshot().isHelpOpen).toBe(true);
  });
});
