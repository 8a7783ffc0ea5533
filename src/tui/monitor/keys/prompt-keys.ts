/**
 * Typing at the foot of the screen: a filter, or the name of the screen to go to. A filter works when Enter is pressed;
 * Escape leaves everything as it was.
 */
import type { Key } from '../store/event.js';
import { EMPTY_MESSAGES } from '../store/messages.js';
import { type MonitorState, type Prompt, SCREENS } from '../store/state.js';

/** The state after a key, while something is typed. */
export function promptPressed(state: MonitorState, prompt: Prompt, key: Key): MonitorState {
  if (key === 'escape') return { ...state, prompt: undefined };
  if (key === 'enter') return entered(state, prompt);
  const text = edited(prompt.text, key);
  return text === prompt.text ? state : { ...state, prompt: { kind: prompt.kind, text } };
}

/** A text after a key: characters at its end, backspace, `ctrl-u` to begin anew. */
export function edited(text: string, key: Key): string {
  if (key === 'backspace' || key === 'delete') return [...text].slice(0, -1).join('');
  if (key === 'ctrl-u') return '';
  if (key === 'space') return `${text} `;
  return isText(key) ? text + key : text;
}

/** Names of keys are words; what is typed comes as single characters, and pasted text as it is. */
const isText = (key: Key) => [...key].length === 1;

function entered(state: MonitorState, prompt: Prompt): MonitorState {
  const text = prompt.text.trim();
  if (prompt.kind === 'filter') return filtered({ ...state, prompt: undefined }, text);
  return goTo(state, text);
}

function filtered(state: MonitorState, filter: string): MonitorState {
  const { endpoints, diagnostics } = state;
  switch (state.screen) {
    case 'endpoints':
      return {
        ...state,
        endpoints: { ...endpoints, filter, cursor: 0, offset: 0, rows: [], total: undefined },
      };
    case 'messages':
      return filter === state.messages.filter ? state : { ...state, messages: { ...EMPTY_MESSAGES, filter } };
    case 'diagnostics':
      return { ...state, diagnostics: { ...diagnostics, filter, cursor: 0 } };
    default:
      return state;
  }
}

/** `:messages`, or as much of a name as makes it clear; `:trace TOKEN` as well. */
function goTo(state: MonitorState, text: string): MonitorState {
  const [name = '', token] = text.split(/\s+/);
  if (name === '') return { ...state, prompt: undefined };
  if (name === 'help') return { ...state, prompt: undefined, isHelpOpen: true };
  const [screen, ...others] = SCREENS.filter((one) => one.startsWith(name.toLowerCase()));
  if (screen === undefined || others.length > 0) {
    const problem = `there is no screen "${name}"; there are ${SCREENS.join(', ')} and help`;
    return { ...state, prompt: { kind: 'goto', text: '', problem } };
  }
  const tracing = screen === 'trace' && token !== undefined ? { ...state.tracing, token } : state.tracing;
  return { ...state, prompt: undefined, screen, tracing };
}
