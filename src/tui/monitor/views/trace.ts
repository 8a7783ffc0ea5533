/**
 * The trace of one endpoint: every exchange on a line, and below, the one that is looked at with everything in it.
 */
import { count } from '../../format.js';
import { bold, dim, EMPTY_LINE, type Line, plain } from '../../lines.js';
import { bodyRows, detailRows, topOf } from '../layout.js';
import type { MonitorState } from '../store/state.js';
import { entryDetail, entryHead, entryLine, missingLines, owedLines } from '../trace-lines.js';

const MARK = bold('▸ ');
const NO_MARK = plain('  ');

/** Title, what is missing, the list, the details. */
export function traceBody(state: MonitorState): Line[] {
  const { token, trace, cursor } = state.tracing;
  if (token === undefined) {
    return [
      [plain(' No endpoint is traced.')],
      [dim(' Choose one: on screen 2 press t, or type :trace TOKEN')],
    ];
  }
  const { entries } = trace;
  const isFollowing = cursor === undefined;
  const head = [
    [
      bold(` ${token}`),
      dim(`  ${count(entries.length)} ${entries.length === 1 ? 'entry' : 'entries'}`),
      dim(isFollowing ? '  following' : '  standing still; esc follows again'),
    ],
    ...[...missingLines(trace), ...owedLines(trace)].map((line) => [plain(' '), ...line]),
    EMPTY_LINE,
  ];
  if (entries.length === 0) return [...head, ...quiet(token)];
  const details = detailRows(state);
  const height = Math.max(1, bodyRows(state) - details - head.length - 2);
  const place = cursor ?? entries.length - 1;
  const top = isFollowing ? Math.max(0, entries.length - height) : topOf(place, height, entries.length);
  const list = entries
    .slice(top, top + height)
    .map((entry, row): Line => [top + row === place ? MARK : NO_MARK, ...entryLine(entry, state.columns)]);
  const filling = Array.from({ length: height - list.length }, () => EMPTY_LINE);
  const selected = entries[place];
  return [
    ...head,
    [NO_MARK, ...entryHead(state.columns)],
    ...list,
    ...filling,
    [dim('─'.repeat(state.columns))],
    ...(selected === undefined ? [] : cutDetails(entryDetail(selected, state.columns), details)),
  ];
}

function quiet(token: string): Line[] {
  return [
    [plain(' Nothing is known of it yet: whatever it sends or gets will appear here.')],
    [dim(` Does it use another token? Look for it on screen 2, or: kaa endpoint show ${token}`)],
  ];
}

/** As many lines as there is room for, and how many are left. */
export function cutDetails(lines: readonly Line[], height: number): Line[] {
  if (lines.length <= height) return lines.map((line) => [plain(' '), ...line]);
  const shown = lines.slice(0, height - 1).map((line): Line => [plain(' '), ...line]);
  return [...shown, [dim(` ↓ ${count(lines.length - shown.length)} more lines: kaa trace shows them all`)]];
}
