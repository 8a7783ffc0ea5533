/**
 * CEX, the requests of endpoints: asking for outstanding commands, and reporting results.
 */
import type { Payload } from '../../../kp1/payload.js';
import { CommandRequest, CommandResultRequest } from '../../../kp1/payloads.js';
import { type Checked, parseJsonAs } from '../../../kp1/validator.js';
import type { CommandEvent } from '../../esp/events.js';
import { accept, type Ctx, type Effects, type KpRequest, refuse } from '../extension.js';
import { answerTo, noteObserve } from '../observe.js';
import { listPayload } from './messages.js';
import { type CexState, commandEvent, commandsFor, expireDue, finish, keyOf } from './state.js';

type Results = CommandResultRequest;

/** A request on `/command/<type>`, or on `/command` for all types. [11/CEP CEP-04..14] */
export function requestCommands(state: CexState, commandType: string, request: KpRequest, ctx: Ctx): Effects {
  const parsed = parseJsonAs(CommandRequest, request.payload);
  if (!parsed.ok) return refuse(400, parsed.reason);
  const commands = commandsFor(state, ctx.endpoint.endpointId);
  noteObserve(commands.observe, commandType, parsed.value.observe, ctx.now);
  const events = expireDue(state, commands, ctx);
  return {
    events,
    ...answerTo(request, listPayload(commands.outstanding.values(), commandType), state.settings),
  };
}

/**
 * A request on `/result/<type>`. A result is a fact: those of outstanding commands count, although others in the same
 * message are refused. [11/CEP CEP-17..21]
 */
export function reportResults(state: CexState, commandType: string, request: KpRequest, ctx: Ctx): Effects {
  const parsed = readResults(request.payload, state);
  if (!parsed.ok) return refuse(400, parsed.reason);
  const commands = commandsFor(state, ctx.endpoint.endpointId);
  const events = expireDue(state, commands, ctx);
  const unknown: number[] = [];
  const wakeUpsOver: string[] = [];
  for (const result of parsed.value) {
    const event = executed(state, commandType, result, ctx);
    if (event === undefined) unknown.push(result.id);
    else {
      events.push(event);
      wakeUpsOver.push(keyOf(commandType, result.id));
    }
  }
  const done = { events, wakeUpsOver };
  if (unknown.length === 0 || state.settings.unknownResult === 'ignore') return { ...done, ...accept() };
  const ids = unknown.join(', ');
  return { ...done, ...refuse(404, `no outstanding command of type "${commandType}" with the ID ${ids}`) };
}

function executed(
  state: CexState,
  commandType: string,
  result: Results[number],
  ctx: Ctx,
): CommandEvent | undefined {
  const commands = commandsFor(state, ctx.endpoint.endpointId);
  const { statusCode, payload } = result;
  const reasonPhrase = result.reasonPhrase ?? undefined;
  const command = finish(state, commands, keyOf(commandType, result.id), {
    status: 'EXECUTED',
    updatedAt: ctx.now,
    statusCode,
    reasonPhrase,
    responsePayload: payload,
  });
  if (command === undefined) return undefined;
  return { ...commandEvent('command-executed', command, ctx), statusCode, reasonPhrase, payload };
}

const OPENING_BRACE = 0x7b;
const BLANKS = [0x20, 0x09, 0x0a, 0x0d];

/** The text of 11/CEP says array, its schema file one object; the settings may allow both. [11/CEP CEP-18] */
function readResults(payload: Payload, { settings }: CexState): Checked<Results> {
  const first = payload.bytes.find((byte) => !BLANKS.includes(byte));
  if (first !== OPENING_BRACE || !settings.singleResult) return parseJsonAs(CommandResultRequest, payload);
  const single = parseJsonAs(CommandResultRequest.items, payload);
  return single.ok ? { ok: true, value: [single.value] } : single;
}
