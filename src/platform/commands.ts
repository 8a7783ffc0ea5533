/**
 * Commands as the platform's users see them: invoke one, and wait for what becomes of it. [12/CIP]
 *
 * The commands themselves live in the extension instance `cex`; this only matches its events to those who wait.
 */
import type { CommandEvent, EventBus } from './esp/events.js';
import type { Invocation } from './extensions/cex/invocation.js';
import type { PlatformCall } from './extensions/extension.js';

export interface CommandRequest {
  readonly endpointId: string;
  readonly type: string;
  readonly payload?: unknown;
  /** How long it may wait for its result; as the settings of cex say when absent. */
  readonly ttlMs?: number | undefined;
}

export interface CommandOutcome {
  readonly status: 'EXECUTED' | 'EXPIRED';
  /** What the endpoint reported; absent when the command expired. */
  readonly statusCode?: number | undefined;
  readonly reasonPhrase?: string | undefined;
  readonly payload?: unknown;
}

export interface InvokedCommand {
  readonly commandId: number;
  readonly outcome: Promise<CommandOutcome>;
}

const keyOf = (endpointId: string, commandType: string, commandId: number) =>
  `${endpointId} ${commandType} ${commandId}`;

export class Commands {
  readonly #invoke: (endpointId: string, call: PlatformCall) => unknown;
  readonly #waiting = new Map<string, (outcome: CommandOutcome) => void>();

  constructor(events: EventBus, invoke: (endpointId: string, call: PlatformCall) => unknown) {
    this.#invoke = invoke;
    events.listen(['command-executed', 'command-expired'], (event) => this.#settle(event));
  }

  /** @throws RangeError when there is no such endpoint, or the command type is not one */
  invoke(command: CommandRequest): InvokedCommand {
    const { endpointId, type: commandType, payload, ttlMs } = command;
    const call: PlatformCall = { type: 'command', commandType, payload, ttlMs };
    const result = this.#invoke(endpointId, call) as Invocation | undefined;
    if (result === undefined) throw new RangeError(`there is no endpoint ${endpointId}, or no instance cex`);
    if ('refused' in result) throw new RangeError(result.refused.reasonPhrase);
    const { commandId } = result;
    const outcome = new Promise<CommandOutcome>((resolve) => {
      this.#waiting.set(keyOf(endpointId, commandType, commandId), resolve);
    });
    return { commandId, outcome };
  }

  /** Tells everybody who waits that no result will come. */
  forgetAll(): void {
    for (const resolve of this.#waiting.values()) resolve({ status: 'EXPIRED' });
    this.#waiting.clear();
  }

  #settle(event: CommandEvent): void {
    const key = keyOf(event.endpointId, event.commandType, event.commandId);
    const resolve = this.#waiting.get(key);
    this.#waiting.delete(key);
    const { statusCode, reasonPhrase, payload } = event;
    resolve?.(
      event.type === 'command-expired'
        ? { status: 'EXPIRED' }
        : { status: 'EXECUTED', statusCode, reasonPhrase, payload },
    );
  }
}
