/**
 * Commands on the endpoints' side: each is executed once and answered with a result. [11/CEP CEP-15, CEP-16]
 *
 * Every push lists all outstanding commands of its type, so an endpoint remembers which it has started. Whether it may be
 * executed is decided when it comes, what becomes of it when its time is over: first variables and state, so that the
 * result tells of them, then the result, then a reboot.
 */
import type { Random, RandomStream } from '../../kernel/random.js';
import { CommandResponse, type CommandResultRequest } from '../../kp1/payloads.js';
import { parseJsonAs } from '../../kp1/validator.js';
import { isTrue } from '../generators/evaluate.js';
import type { Generator, Moment } from '../generators/generator.js';
import type { EndpointTable } from '../plan/endpoint-table.js';
import type { Recorder } from '../report/recorder.js';
import type { Behaviour } from './behaviour.js';
import type { Delays } from './delays.js';
import type { Machines, Outcome } from './machines.js';
import type { CommandRule, Status } from './rules.js';
import { drawMs } from './span.js';

export interface CommandPorts {
  readonly random: Random;
  readonly table: EndpointTable;
  readonly behaviours: readonly Behaviour[];
  readonly recorder: Recorder;
  readonly machines: Machines;
  readonly delays: Delays;
  /** False when the endpoint has no connection. */
  readonly sendResult: (endpoint: number, commandType: string, results: CommandResultRequest) => boolean;
}

/** Started commands that an endpoint remembers of one type; the oldest are forgotten. */
const STARTED_MAX = 1000;

/** What is remembered of one command type of one endpoint. */
interface Memory {
  readonly started: Set<number>;
  /** Results that found no connection; sent when the command is pushed again. */
  readonly unsent: Map<number, Result>;
  /** Those that are not answered yet. */
  readonly executing: Set<number>;
  readonly failures: RandomStream;
  readonly delays: () => RandomStream;
  readonly payload: Generator | undefined;
}

/** One command of one endpoint. */
interface Command {
  readonly endpoint: number;
  readonly type: string;
  readonly id: number;
  readonly payload: unknown;
  readonly rule: CommandRule | undefined;
  readonly memory: Memory;
}

type Result = CommandResultRequest[number];
/** What the result says, and what is left to do when it has been sent. */
interface Done extends Status {
  readonly payload?: unknown;
  readonly afterwards?: Outcome;
}

export class CommandExecutor {
  readonly #ports: CommandPorts;
  /** By endpoint, then by command type; only those that ever got a command. */
  readonly #memories = new Map<number, Map<string, Memory>>();

  constructor(ports: CommandPorts) {
    this.#ports = ports;
  }

  /** @returns why the payload is no list of commands; undefined when it is */
  receive(endpoint: number, type: string, payload: Uint8Array): string | undefined {
    const commands = parseJsonAs(CommandResponse, payload);
    if (!commands.ok) return commands.reason;
    const memory = this.#memory(endpoint, type);
    const rule = this.#rule(endpoint, type);
    for (const { id, payload: asked } of commands.value) {
      if (memory.started.has(id)) {
        this.#sendAgain(endpoint, type, id, memory);
        continue;
      }
      remember(memory.started, id);
      this.#ports.recorder.commandReceived(endpoint, type, id);
      this.#execute({ endpoint, type, id, payload: asked, rule, memory });
    }
    return undefined;
  }

  /** The endpoint has lost its power: what it was executing was never started. */
  forget(endpoint: number): void {
    for (const [type, { started, executing }] of this.#memories.get(endpoint) ?? []) {
      for (const id of executing) {
        started.delete(id);
        this.#ports.recorder.device.commandLost(endpoint, type, id);
      }
      executing.clear();
    }
  }

  #execute(command: Command): void {
    const { endpoint, id, rule, memory } = command;
    if (rule?.only !== undefined && !isTrue(rule.only(this.#moment(command)))) {
      this.#answer(command, rule.otherwise);
      return;
    }
    memory.executing.add(id);
    const afterMs = drawMs(rule?.after, memory.delays);
    this.#ports.delays.after(endpoint, afterMs, 'the execution of a command', () => {
      memory.executing.delete(id);
      this.#answer(command, this.#done(command));
    });
  }

  #answer(
    { endpoint, type, id, memory }: Command,
    { statusCode, reasonPhrase, payload, afterwards }: Done,
  ): void {
    const { recorder, machines, sendResult } = this.#ports;
    const result: Result = {
      ...{ id, statusCode },
      ...(reasonPhrase !== undefined && { reasonPhrase }),
      ...(payload !== undefined && { payload }),
    };
    if (sendResult(endpoint, type, [result])) recorder.commandAnswered(endpoint, type, id, statusCode);
    else memory.unsent.set(id, result);
    if (afterwards !== undefined) machines.apply(endpoint, afterwards, machines.moment(endpoint));
  }

  /** What was executed while there was no connection is not executed once more: its result is sent. */
  #sendAgain(endpoint: number, type: string, id: number, { unsent }: Memory): void {
    const result = unsent.get(id);
    if (result === undefined || !this.#ports.sendResult(endpoint, type, [result])) return;
    unsent.delete(id);
    this.#ports.recorder.commandAnswered(endpoint, type, id, result.statusCode);
  }

  #done(command: Command): Done {
    const { endpoint, type, rule, memory } = command;
    const { machines } = this.#ports;
    if (rule !== undefined && memory.failures.chance(rule.failureRate)) {
      return { statusCode: 500, reasonPhrase: 'simulated failure' };
    }
    const moment = this.#moment(command);
    const { result, rebootMs, ...change } = this.#effect(command, moment);
    if (rule === undefined && result === undefined)
      return { statusCode: 404, reasonPhrase: `this endpoint has no command "${type}"` };
    machines.apply(endpoint, change, moment);
    const declared = rule && { ...rule.status, payload: memory.payload?.next(moment) };
    return {
      ...((result ?? declared) as Done),
      ...(rebootMs !== undefined && { afterwards: { rebootMs, cause: change.cause } }),
    };
  }

  /** What the fleet file says comes first; a state that it names leaves no choice to the machine. */
  #effect({ endpoint, type, rule }: Command, moment: Moment): Outcome {
    const { machines } = this.#ports;
    const device = machines.find(endpoint);
    const cause = `command ${type}`;
    if (device === undefined) return { cause };
    if (rule !== undefined) rule.then.assign?.(device, moment);
    const reboot = rule?.then.reboot;
    const rebootMs = reboot === undefined ? undefined : drawMs(reboot, () => device.stream);
    const state = rule?.then.state;
    if (state !== undefined) return { cause, state, rebootMs };
    const reaction = machines.react(endpoint, { kind: 'command', type }, moment);
    return { cause, ...reaction, rebootMs: rebootMs ?? reaction?.rebootMs };
  }

  #moment({ endpoint, payload }: Command): Moment {
    return this.#ports.machines.moment(endpoint, { command: payload });
  }

  #rule(endpoint: number, type: string): CommandRule | undefined {
    return this.#ports.behaviours[this.#ports.table.fleetPlace(endpoint)]?.commands.get(type);
  }

  #memory(endpoint: number, type: string): Memory {
    const own = this.#memories.get(endpoint) ?? new Map<string, Memory>();
    this.#memories.set(endpoint, own);
    const known = own.get(type);
    if (known !== undefined) return known;
    const { table, random } = this.#ports;
    const stream = `command/${table.token(endpoint)}/${type}`;
    const memory = {
      started: new Set<number>(),
      unsent: new Map<number, Result>(),
      executing: new Set<number>(),
      failures: random.stream(`${stream}/failure`),
      delays: lazily(() => random.stream(`${stream}/after`)),
      payload: this.#rule(endpoint, type)?.payload?.(table.origin(endpoint, `${stream}/payload`)),
    };
    own.set(type, memory);
    return memory;
  }
}

function lazily<Value>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function remember(started: Set<number>, id: number): void {
  started.add(id);
  if (started.size <= STARTED_MAX) return;
  started.delete(started.values().next().value as number);
}
