/**
 * CEX, command execution: brings commands to endpoints and their results back. [11/CEP]
 *
 *     /command/<type>   the outstanding commands of a type, answered and pushed as [{id, payload}]
 *     /command          those of all types, each with its `type`
 *     /result/<type>    [{id, statusCode, reasonPhrase, payload}], what became of them
 *
 * Every message lists all that is outstanding, so a command may reach an endpoint several times until its result is
 * here. Whoever invoked it learns the outcome from the events. [12/CIP]
 */
import { COMMAND_TYPE_PATTERN } from '../../../kp1/payloads.js';
import { type Ctx, type Effects, type Extension, NO_EFFECTS, refuse } from '../extension.js';
import { forgetOnConnect } from '../observe.js';
import { deleteCommand, invokeCommand, wakeUp } from './invocation.js';
import { cexMemory } from './memory.js';
import { ALL_TYPES, pushesForOutstanding } from './messages.js';
import { reportResults, requestCommands } from './requests.js';
import { CexApplicationConfig, CexSettings, CexVersionConfig } from './settings.js';
import { type CexState, commandEvent, expireDue, keyOf, rememberedCommands } from './state.js';

const RESOURCE = /^\/(?:command(?:\/([^/]+))?|result\/([^/]+))$/;

export const cex: Extension<CexState, CexSettings, undefined> = {
  settings: CexSettings,
  applicationConfig: CexApplicationConfig,
  versionConfig: CexVersionConfig,

  memory: cexMemory,

  open: (settings) => ({ settings, endpoints: new Map(), lastId: 0 }),

  handle(state, request, ctx) {
    const match = RESOURCE.exec(request.resourcePath);
    const commandType = match?.[1] ?? match?.[2];
    if (match === null || (commandType === undefined && !state.settings.allTypes)) {
      const path = request.resourcePath || '(empty)';
      return refuse(404, `no such resource: ${path}; there are /command/<type> and /result/<type>`);
    }
    if (commandType === undefined) return requestCommands(state, ALL_TYPES, request, ctx);
    const fault = faultOfType(state, commandType);
    if (fault !== undefined) return refuse(400, fault);
    return match[1] === undefined
      ? reportResults(state, commandType, request, ctx)
      : requestCommands(state, commandType, request, ctx);
  },

  invoke(state, call, ctx) {
    switch (call.type) {
      case 'command': {
        const fault = faultOfType(state, call.commandType);
        if (fault !== undefined) return { result: { refused: { statusCode: 400, reasonPhrase: fault } } };
        return invokeCommand(state, call, ctx);
      }
      case 'list-commands':
        return { result: rememberedCommands(state, ctx.endpoint.endpointId) };
      case 'delete-command':
        return deleteCommand(state, call, ctx);
      case 'endpoint-connected':
        return onConnect(state, ctx);
      case 'endpoint-unregistered':
        return onUnregistered(state, ctx);
      case 'wake-up':
        return wakeUp(state, call.key, ctx);
      default:
        return NO_EFFECTS;
    }
  },
};

const PATTERNS: Readonly<Record<CexSettings['commandTypePattern'], RegExp>> = {
  lenient: new RegExp(COMMAND_TYPE_PATTERN),
  rfc: /^[a-zA-Z0-9]+$/,
};

/** [11/CEP CEP-03] */
function faultOfType({ settings }: CexState, commandType: string): string | undefined {
  const pattern = PATTERNS[settings.commandTypePattern];
  return pattern.test(commandType)
    ? undefined
    : `"${commandType}" is no command type: it must match ${pattern.source}`;
}

/** Whoever waits for a result is told that none will come. */
function onUnregistered(state: CexState, ctx: Ctx): Effects {
  const commands = state.endpoints.get(ctx.endpoint.endpointId);
  if (commands === undefined) return NO_EFFECTS;
  state.endpoints.delete(ctx.endpoint.endpointId);
  const waiting = [...commands.outstanding.values(), ...commands.fleeting.values()];
  return {
    events: waiting.map((command) => commandEvent('command-expired', command, ctx)),
    wakeUpsOver: waiting.map(({ commandType, commandId }) => keyOf(commandType, commandId)),
  };
}

/** Whatever waits for the endpoint goes out when it comes. [11/CEP CEP-07] */
function onConnect(state: CexState, ctx: Ctx): Effects {
  const commands = state.endpoints.get(ctx.endpoint.endpointId);
  if (commands === undefined) return NO_EFFECTS;
  forgetOnConnect(commands.observe, state.settings);
  const events = expireDue(state, commands, ctx);
  return { events, pushes: pushesForOutstanding(state, commands, ctx.now) };
}
