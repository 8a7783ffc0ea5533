/**
 * Diagnostics: what was ignored or refused and why, with the remedy; the most frequent first.
 */
import type { FoundDiagnostic } from '../../../operator/monitor/figures.js';
import { count } from '../../format.js';
import { bold, coloured, dim, EMPTY_LINE, fitted, type Line, plain } from '../../lines.js';
import { wrapped } from '../../wrap.js';
import { bodyRows } from '../layout.js';
import type { MonitorState } from '../store/state.js';

const COUNT_COLUMNS = 9;

/** Those that the filter lets through. */
export function matchingDiagnostics({
  items,
  filter,
}: Pick<MonitorState['diagnostics'], 'items' | 'filter'>): readonly FoundDiagnostic[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return items.filter(({ code, reason, client = '', topic = '' }) => {
    const text = `${code} ${reason} ${client} ${topic}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** A block for each, the selected one with who it happened with. */
export function diagnosticsBody(state: MonitorState): Line[] {
  const { diagnostics, columns, figures } = state;
  const found = matchingDiagnostics(diagnostics);
  if (found.length === 0) return nothing(state);
  const total = figures?.diagnostics.total ?? 0;
  const filtered = diagnostics.filter === '' ? '' : `  that match “${diagnostics.filter}”`;
  const title: Line = [
    bold(` ${count(found.length)} ${found.length === 1 ? 'thing goes' : 'things go'} wrong`),
    dim(`${filtered}  ${count(total)} times in all`),
  ];
  const blocks = found.map((one, place) => block(one, place === diagnostics.cursor, columns));
  return [title, EMPTY_LINE, ...around(blocks, diagnostics.cursor, bodyRows(state) - 2)];
}

function nothing({ diagnostics: { filter, items }, figures }: MonitorState): Line[] {
  if (filter !== '' && items.length > 0)
    return [[plain(` Nothing of what goes wrong matches “${filter}”.`)], [dim(' esc takes the filter away')]];
  if (figures !== undefined && figures.diagnostics.kinds > 0) return [[dim(' loading …')]];
  return [
    [coloured(' ✓ ', 'green'), plain('Nothing was ignored or refused.')],
    [dim('   What has no effect will appear here, with what to do about it.')],
  ];
}

function block(
  { reason, remedy, count: often, client, topic, token }: FoundDiagnostic,
  isOpen: boolean,
  columns: number,
): Line[] {
  const margin = plain(' '.repeat(COUNT_COLUMNS + 4));
  const width = columns - COUNT_COLUMNS - 7;
  const [first = '', ...others] = wrapped(reason, width);
  const where = topic ?? (token && `token ${token}`) ?? '';
  const who = [client === undefined ? '' : `client ${client}`, where].filter(Boolean).join(', ');
  return [
    [
      isOpen ? bold('▸ ') : plain('  '),
      coloured(fitted(count(often), COUNT_COLUMNS, 'right'), 'yellow'),
      plain('  '),
      isOpen ? bold(first) : plain(first),
    ],
    ...others.map((line): Line => [margin, isOpen ? bold(line) : plain(line)]),
    ...wrapped(remedy, width - 2).map(
      (line, row): Line => [margin, row === 0 ? coloured('→ ', 'cyan') : plain('  '), plain(line)],
    ),
    ...(isOpen && who !== ''
      ? wrapped(`last with ${who}`, width).map((line): Line => [margin, dim(line)])
      : []),
    EMPTY_LINE,
  ];
}

/** The blocks that fit, the selected one among them. */
function around(blocks: readonly (readonly Line[])[], cursor: number, height: number): Line[] {
  let first = Math.min(cursor, blocks.length - 1);
  let left = height - (blocks[first]?.length ?? 0);
  while (first > 0 && left - (blocks[first - 1]?.length ?? 0) >= height / 2) {
    first--;
    left -= blocks[first]?.length ?? 0;
  }
  return blocks.slice(first).flat().slice(0, height);
}
