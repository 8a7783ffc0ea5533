/**
 * The driver: asks for what the open screen needs and nothing else, and looks for a platform that is gone, ever more slowly.
 */
import { afterEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/kernel/virtual-clock.js';
import type { EventFilter } from '../../../src/operator/events.js';
import type { Figures } from '../../../src/operator/monitor/figures.js';
import type { MonitorSource, Watched } from '../../../src/operator/monitor/source.js';
import type { Rest } from '../../../src/operator/rest.js';
import { MonitorDriver, RETRY_MS } from '../../../src/tui/monitor/driver.js';
import type { MonitorEvent } from '../../../src/tui/monitor/store/event.js';
import type { MonitorState } from '../../../src/tui/monitor/store/state.js';
import { afterEvents, FIGURES, figuresAt, liveState, NOW, row } from './states.js';

let stop = async () => {};
afterEach(() => stop());

/** A platform that can be started, stopped and struck dumb. */
function platform(initial: MonitorState) {
  const clock = new VirtualClock(NOW);
  const asked: string[] = [];
  const told: MonitorEvent[] = [];
  const open = { isThere: true, attempts: 0 };
  let [state, send, end] = [initial, (_figures: Figures) => {}, () => {}];

  async function* figures(signal: AbortSignal): AsyncGenerator<Figures> {
    const waiting: Figures[] = [FIGURES];
    let [wake, isOver] = [() => {}, false];
    send = (one) => {
      waiting.push(one);
      wake();
    };
    end = () => {
      isOver = true;
      wake();
    };
    signal.addEventListener('abort', () => end());
    while (!isOver) {
      for (const one of waiting.splice(0)) yield one;
      if (!isOver) await new Promise<void>((resolve) => (wake = resolve));
    }
  }
  async function* stream(filter: EventFilter, signal: AbortSignal) {
    asked.push(`stream ${filter.contains ?? filter.endpoint ?? filter.type}`);
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    asked.push('stream ended');
    yield* [];
  }
  const watched: Watched = {
    ...{ url: 'http://127.0.0.1:1', rest: {} as Rest, figures, stream },
    async endpoints({ filter, sort, offset }) {
      asked.push(`rows ${filter} ${sort} ${offset}`);
      return { content: [row(1)], totalElements: 1 };
    },
    async endpoint() {
      asked.push('endpoint');
      return undefined;
    },
    async diagnostics() {
      asked.push('diagnostics');
      return [];
    },
  };
  const source: MonitorSource = {
    clock,
    async open() {
      open.attempts++;
      if (!open.isThere) throw new Error('connection refused\nwith details');
      return watched;
    },
  };
  const driver = new MonitorDriver({
    source,
    state: () => state,
    dispatch(event) {
      told.push(event);
      state = afterEvents(state, event);
    },
  });
  stop = () => driver.stop();
  driver.start();
  const settle = async () => {
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    ...{ clock, asked, told, open, settle, driver },
    state: () => state,
    send: (one: Figures) => send(one),
    end: () => end(),
    show(changes: Partial<MonitorState>) {
      state = { ...state, ...changes };
      driver.sync();
    },
  };
}

describe('a platform that goes', () => {
  it('is looked for ever more slowly, and found again', async () => {
    const { clock, told, open, settle, end, state } = platform(liveState());
    await settle();
    expect(state().connection.state).toBe('live');
    open.isThere = false;
    end();
    await settle();
    const waits = [...RETRY_MS, RETRY_MS.at(-1) as number];
    for (const [index, wait] of waits.entries()) {
      expect(state().connection).toMatchObject({ state: 'lost', attempt: index + 1, retryInMs: wait });
      await clock.advance(wait - 1);
      await settle();
      expect(open.attempts).toBe(index + 1);
      await clock.advance(1);
      await settle();
      expect(open.attempts).toBe(index + 2);
    }
    const reasons = told.flatMap((event) => (event.type === 'lost' ? [event.reason] : []));
    expect(reasons.slice(0, 2)).toEqual(['the platform has stopped', 'connection refused']);
    open.isThere = true;
    await clock.advance(RETRY_MS.at(-1) as number);
    await settle();
    expect(state().connection).toEqual({ state: 'live', url: 'http://127.0.0.1:1' });
  });

  it('is taken for gone when it says nothing for ten seconds', async () => {
    const { clock, settle, send, state } = platform(liveState());
    await settle();
    await clock.advance(9000);
    send(figuresAt(9));
    await settle();
    await clock.advance(9999);
    await settle();
    expect(state().connection.state).toBe('live');
    await clock.advance(1);
    await settle();
    expect(state().connection).toMatchObject({
      state: 'lost',
      reason: 'the platform has not answered for 10 s',
    });
  });

  it('leaves nothing behind when it is stopped', async () => {
    const { clock, settle, driver } = platform(liveState());
    await settle();
    await driver.stop();
    expect(clock.pending()).toEqual([]);
  });
});

describe('what is asked for', () => {
  it('the overview needs nothing but figures', async () => {
    const { asked, settle } = platform(liveState());
    await settle();
    expect(asked).toEqual([]);
  });

  it('rows while the endpoints are open: at once, and again with each report', async () => {
    const { asked, settle, show, send } = platform(liveState());
    await settle();
    show({ screen: 'endpoints' });
    await settle();
    send(figuresAt(1));
    await settle();
    expect(asked).toEqual(['rows  token 0', 'rows  token 0']);
    show({ screen: 'overview' });
    send(figuresAt(2));
    await settle();
    expect(asked).toHaveLength(2);
  });

  it('another filter of messages is another stream; leaving the screen ends it', async () => {
    const { asked, settle, show, state } = platform({ ...liveState(), screen: 'messages' });
    await settle();
    show({ messages: { ...state().messages, filter: 'hot' } });
    await settle();
    show({ screen: 'overview' });
    await settle();
    expect(asked).toEqual([
      'stream kpc.message-,kpc.request-refused',
      'stream hot',
      'stream ended',
      'stream ended',
    ]);
  });

  it('a trace goes on while other screens are open', async () => {
    const { asked, settle, show } = platform(liveState({ token: 'alpha' }));
    await settle();
    show({ screen: 'endpoints' });
    await settle();
    expect(asked.filter((one) => one.startsWith('stream'))).toEqual(['stream alpha']);
  });

  it('diagnostics only when there are new ones', async () => {
    const { asked, settle, send } = platform({ ...liveState(), screen: 'diagnostics' });
    await settle();
    send(figuresAt(1));
    await settle();
    send(figuresAt(2, { diagnostics: { kinds: 2, total: 6 } }));
    await settle();
    expect(asked).toEqual(['diagnostics', 'diagnostics']);
  });
});
