/**
 * The two lines at the foot: what is being typed, asked or told, and the keys that do something here.
 */
import { bold, coloured, dim, type Line, plain, type Span } from '../../lines.js';
import { commandText, fieldOf, nameOf, type PokeState } from '../pokes/poke.js';
import { POKES } from '../pokes/pokes.js';
import type { MonitorState, Prompt, ScreenName } from '../store/state.js';

const CURSOR: Span = { text: '▏', bold: true };

/** What is being typed or confirmed, else the last thing that was told, else how the connection is. */
export function promptLine(state: MonitorState): Line {
  const { prompt, poke, notice, connection } = state;
  if (poke !== undefined) return pokeLine(poke);
  if (prompt !== undefined) return typedLine(prompt, state.screen);
  if (notice !== undefined) {
    const colour = notice.tone === 'good' ? 'green' : 'red';
    return [plain(' '), notice.tone === 'plain' ? plain(notice.text) : coloured(notice.text, colour)];
  }
  if (connection.state !== 'lost') return [];
  const wait = Math.round(connection.retryInMs / 1000);
  const again = wait < 1 ? 'trying again now' : `trying again in ${wait} s (attempt ${connection.attempt})`;
  return [plain(' '), coloured(connection.reason, 'red'), dim(`  ${again}`)];
}

const FILTER_HELP: Partial<Record<ScreenName, string>> = {
  endpoints: 'words: token, fleet, version, connected, away, errors',
  messages: 'ext:dcx endpoint:TOKEN topic:kp1/+/dcx/# in out ok error push, or text of the payload',
  diagnostics: 'words of the reason, the client or the topic',
};

function typedLine(prompt: Prompt, screen: ScreenName): Line {
  const sign = prompt.kind === 'filter' ? ' /' : ' :';
  const hint =
    prompt.kind === 'filter'
      ? FILTER_HELP[screen]
      : (prompt.problem ?? 'overview, endpoints, trace TOKEN, …');
  return [
    bold(`${sign}${prompt.text}`),
    CURSOR,
    ...(prompt.text === '' ? [plain(' '), dim(hint ?? '')] : []),
  ];
}

function pokeLine(state: PokeState): Line {
  if (state.isRunning) return [plain(' '), dim(`${commandText(state)} …`)];
  const field = fieldOf(state);
  if (field === undefined) return [plain(' '), coloured('$ ', 'yellow'), bold(commandText(state))];
  const problem = state.problem === undefined ? [] : [coloured(`  ${state.problem}`, 'red')];
  return [dim(` ${nameOf(state.target)}: `), bold(`${field.label} `), plain(state.text), CURSOR, ...problem];
}

type Hint = readonly [key: string, what: string];

const HINTS: Readonly<Record<ScreenName, readonly Hint[]>> = {
  overview: [
    ['1-6', 'screens'],
    [':', 'go to'],
  ],
  endpoints: [
    ['↑↓', 'choose'],
    ['enter', 'open'],
    ['t', 'trace'],
    ['/', 'filter'],
    ['o', 'sort'],
  ],
  endpoint: [
    ['↑↓', 'scroll'],
    ['t', 'trace'],
    ['esc', 'back'],
  ],
  trace: [
    ['↑↓', 'choose'],
    ['esc', 'follow'],
    ['y', 'copy'],
    ['w', 'save'],
  ],
  messages: [
    ['space', 'pause'],
    ['↑↓', 'choose'],
    ['p', 'pair'],
    ['t', 'trace'],
    ['/', 'filter'],
  ],
  diagnostics: [
    ['↑↓', 'choose'],
    ['/', 'filter'],
  ],
  contracts: [['↑↓', 'choose']],
};

const EVERYWHERE: readonly Hint[] = [
  ['?', 'help'],
  ['q', 'quit'],
];

/** The keys that do something now, those of the screen first. */
export function hintsLine(state: MonitorState): Line {
  return [plain(' '), ...hintsOf(state).flatMap(([key, what]) => [bold(key), dim(` ${what}  `)])];
}

function hintsOf(state: MonitorState): readonly Hint[] {
  const { poke, prompt, screen, isReadOnly, isHelpOpen } = state;
  if (poke?.isRunning === true) return [['esc', 'do not wait for it']];
  if (poke !== undefined) {
    return fieldOf(poke) === undefined
      ? [
          ['enter', 'do it'],
          ['esc', 'leave it'],
        ]
      : [
          ['enter', 'next'],
          ['esc', 'leave it'],
        ];
  }
  if (prompt !== undefined)
    return [
      ['enter', prompt.kind === 'filter' ? 'filter' : 'go'],
      ['esc', 'leave it'],
    ];
  if (isHelpOpen) return [['any key', 'back']];
  const pokes = (screen === 'endpoints' || screen === 'endpoint') && !isReadOnly ? pokeHints(screen) : [];
  return [...HINTS[screen], ...pokes, ...EVERYWHERE];
}

/** Spelt out where there is room for them; on the table they share one hint. */
function pokeHints(screen: ScreenName): readonly Hint[] {
  return screen === 'endpoint'
    ? POKES.map(({ key, title }): Hint => [key, title.split(' ')[0] as string])
    : [[POKES.map(({ key }) => key).join(''), 'poke']];
}
