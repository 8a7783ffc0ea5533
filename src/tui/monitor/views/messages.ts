/**
 * The live tail of messages, and below, the one that is looked at.
 */
import { compactPayload, prettyPayload } from '../../../operator/trace/payload.js';
import { count, timeOfDay } from '../../format.js';
import { bold, type Colour, coloured, dim, EMPTY_LINE, fitted, type Line, plain } from '../../lines.js';
import { bodyRows, detailRows, topOf } from '../layout.js';
import { type Message, type MessageOutcome, shownMessages } from '../store/messages.js';
import type { MonitorState } from '../store/state.js';
import { partsLines, warning } from '../trace-lines.js';
import { cutDetails } from './trace.js';

const TOKEN_COLUMNS = 16;
const TOKEN_COLUMNS_WIDE = 28;
const EXTENSION_COLUMNS = 6;
const RESOURCE_COLUMNS = 16;
const RESOURCE_COLUMNS_WIDE = 28;
const OUTCOME_COLUMNS = 11;
const WIDE = 130;

const COLOURS: Partial<Record<MessageOutcome, Colour>> = {
  ok: 'green',
  error: 'red',
  push: 'cyan',
  ignored: 'red',
  refused: 'red',
  undelivered: 'red',
};

/** Title, the list, the details. */
export function messagesBody(state: MonitorState): Line[] {
  const { messages } = state;
  const shown = shownMessages(messages);
  const head = [titleLine(state), partLine(state)];
  if (shown.length === 0) return [...head, ...quiet(messages.filter)];
  const details = detailRows(state);
  const height = Math.max(1, bodyRows(state) - details - head.length - 2);
  const isPaused = messages.paused !== undefined;
  const place = messages.cursor ?? shown.length - 1;
  const top = isPaused ? topOf(place, height, shown.length) : Math.max(0, shown.length - height);
  const isWide = state.columns >= WIDE;
  const list = shown
    .slice(top, top + height)
    .map(
      (message, row): Line => [
        top + row === place ? bold('▸ ') : plain('  '),
        ...messageLine(message, isWide),
      ],
    );
  const filling = Array.from({ length: height - list.length }, () => EMPTY_LINE);
  const selected = shown[place];
  return [
    ...[...head, headLine(isWide), ...list, ...filling],
    [dim('─'.repeat(state.columns))],
    ...(selected === undefined ? [] : cutDetails(messageDetail(selected, state.columns), details)),
  ];
}

function titleLine({ messages, figures }: MonitorState): Line {
  const { filter, paused, items, seen } = messages;
  const newer = paused === undefined ? 0 : seen - (paused.at(-1) === undefined ? 0 : seenUpTo(items, paused));
  const filtered = filter === '' ? dim('  every message') : plain(`  ${filter}`);
  const waiting =
    paused === undefined
      ? dim('  live')
      : coloured(`  paused, ${count(newer)} newer; space goes on`, 'yellow');
  const rate =
    figures === undefined ? '' : ` of ${count(figures.messages.received + figures.messages.sent)} in all`;
  return [bold(` ${count(seen)} seen`), dim(rate), filtered, waiting];
}

/** How many of what was seen had been seen when the list was paused. */
function seenUpTo(items: readonly Message[], paused: readonly Message[]): number {
  const last = paused.at(-1)?.seq ?? -1;
  return items.filter(({ seq }) => seq <= last).length;
}

/** Honest about what is not here. */
function partLine({ messages: { leftOut, dropped } }: MonitorState): Line {
  const parts = [
    leftOut > 0 ? `too fast to read: ${count(leftOut)} more were left out; a filter makes it fewer` : '',
    dropped > 0 ? `${count(dropped)} had left the journal before they could be read` : '',
  ].filter(Boolean);
  return parts.length === 0 ? EMPTY_LINE : [coloured(' ~ ', 'yellow'), dim(parts.join('; '))];
}

function quiet(filter: string): Line[] {
  return filter === ''
    ? [[plain(' No message yet.')], [dim(' Have a fleet send some: kaa sim run --target mqtt://…')]]
    : [[plain(` No message yet that matches “${filter}”.`)], [dim(' / changes the filter')]];
}

const widths = (isWide: boolean) => ({
  token: isWide ? TOKEN_COLUMNS_WIDE : TOKEN_COLUMNS,
  resource: isWide ? RESOURCE_COLUMNS_WIDE : RESOURCE_COLUMNS,
});

function headLine(isWide: boolean): Line {
  const { token, resource } = widths(isWide);
  return [
    dim(
      `  ${'time (UTC)'.padEnd(12)}     ${fitted('token', token)} ${fitted('ext', EXTENSION_COLUMNS)} ` +
        `${fitted('resource', resource)} ${fitted('outcome', OUTCOME_COLUMNS)} payload`,
    ),
  ];
}

function messageLine(message: Message, isWide: boolean): Line {
  const { address, direction, outcome, topic } = message;
  const { token, resource } = widths(isWide);
  const arrow = direction === 'in' ? coloured('→', 'magenta') : coloured('←', 'cyan');
  const place = address === undefined ? topic : address.resourcePath || '(none)';
  return [
    ...[dim(timeOfDay(message.at)), plain('  '), arrow, plain('  ')],
    plain(`${fitted(address?.token ?? '–', token)} `),
    dim(`${fitted(address?.extensionInstance ?? '–', EXTENSION_COLUMNS)} `),
    plain(`${fitted(place, resource)} `),
    { text: `${fitted(outcome, OUTCOME_COLUMNS)} `, colour: COLOURS[outcome] },
    dim(message.reason || compactPayload(message.payload)),
  ];
}

function messageDetail(message: Message, width: number): Line[] {
  const { topic, payload, reason } = message;
  return [
    [bold(topic)],
    ...partsLines(message, width - 2),
    ...(reason === '' ? [] : warning(reason, width)),
    ...prettyPayload(payload, width - 4).map((line): Line => [plain(`  ${line}`)]),
  ];
}
