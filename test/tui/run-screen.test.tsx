/**
 * The screen of a fleet run, as frames: what it shows, and that it fits the terminal.
 */
import { render } from 'ink-testing-library';
import { describe, expect, it, vi } from 'vitest';
import { RunScreen, type RunScreenProps } from '../../src/tui/components/run-screen.js';
import { mountRunView } from '../../src/tui/mount-run-view.js';
import { PROGRESS } from '../helpers/reports.js';

const PROPS: RunScreenProps = {
  snapshot: { progress: PROGRESS, rates: [300, 600, 1200, 1198.6] },
  title: 'fleets',
  target: 'mqtt://127.0.0.1:1883',
  seed: 42,
  columns: 80,
  rows: 24,
};

function frame(changes: Partial<RunScreenProps> = {}): string {
  const screen = render(<RunScreen {...PROPS} {...changes} />);
  const last = screen.lastFrame() ?? '';
  screen.unmount();
  return last;
}

const progressing = (changes: Partial<typeof PROGRESS>) => ({
  progress: { ...PROGRESS, ...changes },
  rates: [],
});

describe('RunScreen', () => {
  it('shows the run at a glance', () => {
    expect(frame()).toMatchInlineSnapshot(`
      "  kaa sim run fleets  on mqtt://127.0.0.1:1883  seed 42
        ████████████████████████░░░░░░░░░░░░░░░░░░░░  8.2 s of 15.0 s running

        Endpoints       1,199 of 1,200 connected
        Data samples    9,600 sent   9,590 confirmed
                        1 rejected   2 late   7 unanswered
        Per second      1,199  ▃▅██
        Response time   p50 0.80 ms   p99 4.0 ms   max 12.6 ms
        Also            3 commands answered   1,200 configurations applied"
    `);
  });

  it('before the first news', () => {
    expect(frame({ snapshot: undefined })).toBe('  starting …');
  });

  it('a run without an end shows no bar', () => {
    expect(frame({ snapshot: progressing({ durationMs: undefined }) }).split('\n')[1]).toBe(
      '  8.2 s running, until stopped',
    );
  });

  it('nothing answered yet: dashes', () => {
    const text = frame({
      snapshot: progressing({ latencyMs: { p50: null, p95: null, p99: null, max: null } }),
    });
    expect(text).toContain('p50 –   p99 –   max –');
    expect(text).toMatch(/Per second +–/);
  });

  it('fits 80 columns with very large numbers', () => {
    const much = 40_000_000;
    const text = frame({
      snapshot: {
        progress: {
          ...PROGRESS,
          elapsedMs: 86_000_000,
          durationMs: 86_400_000,
          endpoints: much,
          connected: much,
          samples: { sent: much, confirmed: much, rejected: much, unanswered: much, late: much },
        },
        rates: Array.from({ length: 120 }, () => much),
      },
    });
    expect(text).not.toContain('…');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it.each([24, 12, 11, 10, 5, 1])('is lower than a terminal of %d rows', (rows) => {
    expect(frame({ rows }).split('\n').length).toBeLessThan(Math.max(rows, 2));
  });

  it.each([20, 40, 60])('never breaks a line on %d columns', (columns) => {
    const lines = frame({ columns }).split('\n');
    expect(lines).toHaveLength(9);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
  });
});

describe('mountRunView', () => {
  it('draws on its stream, and leaves it empty with the cursor shown', async () => {
    const written: string[] = [];
    const stream = {
      isTTY: true,
      columns: 80,
      rows: 24,
      write: (text: string) => written.push(text),
      on() {},
      off() {},
    } as unknown as NodeJS.WriteStream;
    const view = mountRunView({ stream, colour: false, title: 'fleets', target: 'memory', seed: 7 });
    view.update(PROGRESS);
    await vi.waitFor(() => expect(written.join('')).toContain('Endpoints'));
    const before = written.length;
    view.stop();
    expect(written.join('')).toContain('kaa sim run fleets');
    expect(written.slice(before).join('')).toContain('\u001b[2K');
    expect(written.slice(before).join('')).not.toContain('Endpoints');
    expect(written.join('').lastIndexOf('\u001b[?25h')).toBeGreaterThan(
      written.join('').lastIndexOf('\u001b[?25l'),
    );
  });
});
