/**
 * A whole frame of the monitor: title, tabs, the screen, what is going on, key hints. A pure function of the state, exactly
 * one line lower than the terminal.
 */
import { ago, count } from '../../format.js';
import {
  bold,
  coloured,
  cutLine,
  dim,
  EMPTY_LINE,
  type Line,
  lineWidth,
  plain,
  type Span,
} from '../../lines.js';
import { bodyRows, isTooSmall, SIZE_MIN } from '../layout.js';
import { type MonitorState, SCREENS, type ScreenName } from '../store/state.js';
import { contractsBody } from './contracts.js';
import { diagnosticsBody } from './diagnostics.js';
import { endpointBody } from './endpoint.js';
import { endpointsBody } from './endpoints.js';
import { hintsLine, promptLine } from './foot.js';
import { helpBody } from './help.js';
import { messagesBody } from './messages.js';
import { overviewBody } from './overview.js';
import { traceBody } from './trace.js';

const BODIES: Readonly<Record<ScreenName, (state: MonitorState) => readonly Line[]>> = {
  overview: overviewBody,
  endpoints: endpointsBody,
  endpoint: endpointBody,
  trace: traceBody,
  messages: messagesBody,
  diagnostics: diagnosticsBody,
  contracts: contractsBody,
};

/** The lines of a frame, none wider than the terminal. */
export function frame(state: MonitorState): Line[] {
  const { columns } = state;
  if (isTooSmall(state)) return [[plain(tooSmall(state))]].map((line) => cutLine(line, columns));
  const height = bodyRows(state);
  const body = (state.isHelpOpen ? helpBody(state) : BODIES[state.screen](state)).slice(0, height);
  const filling = Array.from({ length: height - body.length }, () => EMPTY_LINE);
  const lines = [
    ...[titleLine(state), tabsLine(state), EMPTY_LINE],
    ...body,
    ...filling,
    ...[promptLine(state), hintsLine(state)],
  ];
  return lines.map((line) => cutLine(line, columns));
}

function tooSmall({ columns, rows }: MonitorState): string {
  return `Too small: ${columns}×${rows}, needs ${SIZE_MIN.columns}×${SIZE_MIN.rows}`;
}

/** Which platform, at the left; how the connection is, at the right. */
function titleLine(state: MonitorState): Line {
  const { figures, columns } = state;
  const name = figures === undefined ? 'kaa monitor' : `kaa monitor  ${figures.blueprint.name}`;
  const left: Line = [plain(' '), bold(name), ...addressSpans(state)];
  const right = connectionSpans(state);
  const gap = columns - lineWidth(left) - lineWidth(right) - 1;
  return gap >= 2 ? [...left, plain(' '.repeat(gap)), ...right] : [plain(' '), ...right];
}

function addressSpans({ connection }: MonitorState): Line {
  const url = connection.state === 'connecting' ? undefined : connection.url;
  return url === undefined ? [] : [dim(`  ${url}`)];
}

function connectionSpans({ connection, figures }: MonitorState): Span[] {
  switch (connection.state) {
    case 'connecting':
      return [dim('connecting …')];
    case 'lost':
      return [coloured('● the platform is gone', 'red', true)];
    case 'live':
      return [
        coloured('● live', 'green'),
        dim(figures === undefined ? '' : `  up ${ago(figures.at - figures.startedAt)}`),
      ];
  }
}

const TITLES: Readonly<Record<(typeof SCREENS)[number], string>> = {
  overview: 'Overview',
  endpoints: 'Endpoints',
  trace: 'Trace',
  messages: 'Messages',
  diagnostics: 'Diagnostics',
  contracts: 'Contracts',
};

/** `1 Overview  2 Endpoints …`; without titles where there is no room for them. */
function tabsLine({ screen, figures, columns, hasColour }: MonitorState): Line {
  const open = screen === 'endpoint' ? 'endpoints' : screen;
  const found = figures?.diagnostics.kinds ?? 0;
  const tabs = SCREENS.map((name, index): Span[] => {
    const isOpen = name === open;
    const number = isOpen ? bold(`${index + 1} `) : dim(`${index + 1} `);
    const text = isOpen && !hasColour ? `[${TITLES[name]}]` : TITLES[name];
    const title = { text, bold: isOpen, inverse: isOpen, dim: !isOpen };
    const badge = name === 'diagnostics' && found > 0 ? [coloured(` ${count(found)}`, 'yellow')] : [];
    return [number, title, ...badge];
  });
  const gap = columns >= 84 ? '   ' : '  ';
  return [plain(' '), ...tabs.flatMap((tab, index) => (index === 0 ? tab : [plain(gap), ...tab]))];
}
