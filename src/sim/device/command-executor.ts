/**
 * Commands on the endpoints' side: each is executed once and answered with a result. [11/CEP CEP-15, CEP-16]
 *
 * Every push lists all outstanding commands of its type, so an endpoint remembers which it has started.
 */
import type { Cancel, Clock } from '../../kernel/clock.js';
import type { Random, RandomStream } from '../../kernel/random.js';
import { CommandResponse, type CommandResultRequest } from '../../kp1/payloads.js';
import { parseJsonAs } from '../../kp1/validator.js';
import type { Generator } from '../generators/generator.js';
import type { EndpointTable } from '../plan/endpoint-table.js';
import type { Recorder } from '../report/recorder.js';
import type { Behaviour, CommandAnswer } from './behaviour.js';

export interface CommandPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly table: EndpointTable;
  readonly behaviours: readonly Behaviour[];
  readonly recorder: Recorder;
  /** False when the endpoint has no connection. */
  readonly sendResult: (endpoint: number, commandType: string, results: CommandResultRequest) => boolean;
}

/** Started commands that an endpoint remembers of one type; the oldest are forgotten. */
const STARTED_MAX = 1000;

/** What is remembered of one command type of one endpoint. */
interface Memory {
  readonly started: Set<number>;
  readonly failures: RandomStream;
  readonly payload: Generator | undefined;
}

export class CommandExecutor {
  readonly #ports: CommandPorts;
  /** By endpoint and command type; only those that ever got a command. */
  readonly #memories = new Map<string, Memory>();
  readonly #executing = new Set<Cancel>();
  readonly #startedAt: number;

  constructor(ports: CommandPorts) {
    this.#ports = ports;
    this.#startedAt = ports.clock.now();
  }

  /** Commands that have been received and not been answered yet. */
  get executing(): number {
    return this.#executing.size;
  }

  /** @returns why the payload is no list of commands; undefined when it is */
  receive(endpoint: number, commandType: string, payload: Uint8Array): string | undefined {
    const commands = parseJsonAs(CommandResponse, payload);
    if (!commands.ok) return commands.reason;
    const memory = this.#memory(endpoint, commandType);
    for (const { id } of commands.value) {
      if (memory.started.has(id)) continue;
      remember(memory.started, id);
      this.#ports.recorder.commandReceived(endpoint, commandType, id);
      this.#execute(endpoint, commandType, id);
    }
    return undefined;
  }

  /** Breaks off what is being executed. */
  stop(): void {
    for (const cancel of this.#executing) cancel();
    this.#executing.clear();
  }

  #execute(endpoint: number, commandType: string, id: number): void {
    const { clock } = this.#ports;
    const answer = this.#answer(endpoint, commandType);
    const afterMs = answer?.afterMs ?? 0;
    if (afterMs === 0) {
      this.#finish(endpoint, commandType, id);
      return;
    }
    const cancel = clock.schedule(afterMs, 'the execution of a command', () => {
      this.#executing.delete(cancel);
      this.#finish(endpoint, commandType, id);
    });
    this.#executing.add(cancel);
  }

  #finish(endpoint: number, commandType: string, id: number): void {
    const memory = this.#memory(endpoint, commandType);
    const result = this.#result(id, commandType, this.#answer(endpoint, commandType), memory);
    if (!this.#ports.sendResult(endpoint, commandType, [result])) return;
    this.#ports.recorder.commandAnswered(endpoint, commandType, id, result.statusCode);
  }

  #result(id: number, commandType: string, answer: CommandAnswer | undefined, memory: Memory): Result {
    if (answer === undefined) {
      return { id, statusCode: 404, reasonPhrase: `this endpoint has no command "${commandType}"` };
    }
    if (memory.failures.chance(answer.failureRate)) {
      return { id, statusCode: 500, reasonPhrase: 'simulated failure' };
    }
    const { statusCode, reasonPhrase } = answer;
    const at = this.#ports.clock.now();
    const payload = memory.payload?.next({ at, elapsed: at - this.#startedAt, sample: {} });
    return {
      id,
      statusCode,
      ...(reasonPhrase !== undefined && { reasonPhrase }),
      ...(payload !== undefined && { payload }),
    };
  }

  #answer(endpoint: number, commandType: string): CommandAnswer | undefined {
    return this.#ports.behaviours[this.#ports.table.fleetPlace(endpoint)]?.commands.get(commandType);
  }

  #memory(endpoint: number, commandType: string): Memory {
    const key = `${endpoint}/${commandType}`;
    const known = this.#memories.get(key);
    if (known !== undefined) return known;
    const { table, random } = this.#ports;
    const stream = `command/${table.token(endpoint)}/${commandType}`;
    const memory = {
      started: new Set<number>(),
      failures: random.stream(`${stream}/failure`),
      payload: this.#answer(endpoint, commandType)?.payload?.(table.origin(endpoint, `${stream}/payload`)),
    };
    this.#memories.set(key, memory);
    return memory;
  }
}

type Result = CommandResultRequest[number];

function remember(started: Set<number>, id: number): void {
  started.add(id);
  if (started.size <= STARTED_MAX) return;
  started.delete(started.values().next().value as number);
}
