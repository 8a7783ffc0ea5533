/**
 * The armed faults of a platform: which of them strike a message, and how often each has.
 *
 * Every fault draws for every message that it concerns from a stream of its own, `fault/<id>/<endpointId>`, so what one
 * endpoint meets depends neither on the others nor on the other faults. Each strike is an event of the journal. While nothing
 * can strike a message pays one look for it.
 */
import { kaaError } from '../../errors.js';
import type { Cancel, Clock } from '../../kernel/clock.js';
import type { Journal } from '../../kernel/journal.js';
import type { Random, RandomStream } from '../../kernel/random.js';
import type { Answer, ClientData, ExtensionData } from '../esp/messages.js';
import { DEFAULT_REASON, type FaultKind, type FaultSpec, type FaultWorld, faultProblem } from './fault.js';

/** Faults that are kept at one time, those that are over included. */
const FAULTS_MAX = 1000;

export interface FaultPorts extends FaultWorld {
  readonly clock: Clock;
  readonly random: Random;
  readonly journal: Journal;
}

/** A fault as people see it. */
export interface FaultInfo extends FaultSpec {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly armedAt: number;
  readonly struck: number;
  /** `waiting` before its window, `over` after it or when it has struck as often as it may. */
  readonly state: 'waiting' | 'armed' | 'over';
}

/** A message that a fault may strike. */
interface Target {
  readonly endpointId: string;
  readonly extensionInstance: string;
  readonly topic: string;
}

/** What the faults do to a request; `late` may come on top of `error`. */
export interface RequestStrike {
  /** The fault that decides. */
  readonly fault: string;
  readonly kind: Exclude<FaultKind, 'duplicate-command'>;
  readonly lateByMs: number;
  readonly statusCode: number;
  readonly reasonPhrase: string;
}

/** What they do to a push. */
export type PushStrike = 'lost' | 'twice';

interface Armed {
  readonly id: string;
  readonly spec: FaultSpec;
  readonly armedAt: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly endpointIds: ReadonlySet<string> | undefined;
  readonly streams: Map<string, RandomStream>;
  struck: number;
  isOver: boolean;
}

/** The gravest first: of several that strike one request, it decides. */
const GRAVITY = ['reject-token', 'extension-down', 'error', 'no-answer', 'late'] as const;

export class FaultRegister {
  readonly #ports: FaultPorts;
  readonly #faults = new Map<string, Armed>();
  readonly #waiting = new Set<Cancel>();
  /** Those that may still strike; undefined while there are none. */
  #active: readonly Armed[] | undefined;
  #armedSoFar = 0;

  constructor(ports: FaultPorts) {
    this.#ports = ports;
  }

  /** Whether a fault could be armed. @throws KaaError FAULT_REFUSED */
  check(spec: FaultSpec): void {
    const reason = faultProblem(spec, this.#ports) ?? this.#roomProblem(spec);
    if (reason !== undefined) throw kaaError('FAULT_REFUSED', { reason });
  }

  /** Arms a fault from now on. @returns its ID @throws KaaError FAULT_REFUSED */
  arm(spec: FaultSpec): string {
    this.check(spec);
    const { clock, journal } = this.#ports;
    const id = spec.id ?? this.#freshId();
    const armedAt = clock.now();
    this.#faults.set(id, {
      id,
      spec: Object.freeze({ ...spec, id }),
      armedAt,
      fromMs: armedAt + (spec.window?.fromMs ?? 0),
      toMs: armedAt + (spec.window?.toMs ?? Number.POSITIVE_INFINITY),
      endpointIds: spec.endpointIds && new Set(spec.endpointIds),
      streams: new Map(),
      struck: 0,
      isOver: false,
    });
    this.#refresh();
    journal.append({ type: 'platform.fault-armed', fault: id, kind: spec.kind });
    return id;
  }

  /** Takes a fault away. @returns what it was at the end @throws KaaError FAULT_UNKNOWN */
  disarm(id: string): FaultInfo {
    const fault = this.#faults.get(id);
    if (fault === undefined) throw kaaError('FAULT_UNKNOWN', { id });
    this.#faults.delete(id);
    this.#refresh();
    const { struck, spec } = fault;
    this.#ports.journal.append({ type: 'platform.fault-disarmed', fault: id, kind: spec.kind, struck });
    return this.#infoOf(fault);
  }

  /** In the order in which they were armed. */
  list(): FaultInfo[] {
    return [...this.#faults.values()].map((fault) => this.#infoOf(fault));
  }

  /** What becomes of a request that KPC is about to hand on; undefined: what always does. */
  onRequest(endpointId: string, extensionInstance: string, topic: string): RequestStrike | undefined {
    if (this.#active === undefined) return undefined;
    const target = { endpointId, extensionInstance, topic };
    const hits = this.#active.filter(
      (fault) => fault.spec.kind !== 'duplicate-command' && this.#hits(fault, target),
    );
    const kind = GRAVITY.find((grave) => hits.some(({ spec }) => spec.kind === grave));
    const gravest = hits.find(({ spec }) => spec.kind === kind);
    if (kind === undefined || gravest === undefined) return undefined;
    const late = kind === 'late' || kind === 'error' ? hits.filter(({ spec }) => spec.kind === 'late') : [];
    for (const fault of new Set([gravest, ...late])) this.#strike(fault, target);
    const { statusCode = 500, reasonPhrase = DEFAULT_REASON } = gravest.spec;
    const lateByMs = late.reduce((sum, { spec }) => sum + (spec.byMs ?? 0), 0);
    return { fault: gravest.id, kind, lateByMs, statusCode, reasonPhrase };
  }

  /** What becomes of a message that an extension instance pushes. */
  onPush(endpointId: string, extensionInstance: string, resourcePath: string): PushStrike | undefined {
    if (this.#active === undefined) return undefined;
    const target = { endpointId, extensionInstance, topic: `${extensionInstance}${resourcePath}` };
    const isCommand = this.#ports.sendsCommands(extensionInstance);
    const find = (kind: FaultKind) =>
      this.#active?.filter(({ spec }) => spec.kind === kind).find((fault) => this.#hits(fault, target));
    const down = find('extension-down');
    const fault = down ?? (isCommand ? find('duplicate-command') : undefined);
    if (fault === undefined) return undefined;
    this.#strike(fault, target);
    return fault === down ? 'lost' : 'twice';
  }

  /** Hands a struck request on as far as the fault lets it, and its answer back. */
  carryOut(
    strike: RequestStrike,
    data: ClientData,
    answer: Answer,
    submit: (data: ClientData, answer: Answer) => void,
  ): void {
    const { fault, kind, lateByMs, statusCode, reasonPhrase } = strike;
    const later = (given: ExtensionData) => {
      if (lateByMs > 0) this.#later(lateByMs, () => answer(given));
      else answer(given);
    };
    if (kind === 'late') submit(data, later);
    else if (kind === 'no-answer') submit(data, () => {});
    else if (kind === 'error') {
      const { extensionInstanceName, endpointId, resourcePath, requestId } = data;
      const given = { extensionInstanceName, endpointId, resourcePath, requestId };
      later({ ...given, statusCode, reasonPhrase, fault });
    }
  }

  /** Answers that are late by then never come. */
  stop(): void {
    for (const cancel of this.#waiting) cancel();
    this.#waiting.clear();
  }

  #later(delayMs: number, run: () => void): void {
    const cancel = this.#ports.clock.schedule(delayMs, 'an answer made late by a fault', () => {
      this.#waiting.delete(cancel);
      run();
    });
    this.#waiting.add(cancel);
  }

  #hits(fault: Armed, { endpointId, extensionInstance }: Target): boolean {
    const { spec, endpointIds } = fault;
    if (spec.extension !== undefined && spec.extension !== extensionInstance) return false;
    if (endpointIds !== undefined && !endpointIds.has(endpointId)) return false;
    const now = this.#ports.clock.now();
    if (fault.isOver || now < fault.fromMs) return false;
    if (now >= fault.toMs) {
      this.#end(fault);
      return false;
    }
    const { rate = 1 } = spec;
    return rate === 1 || this.#streamOf(fault, endpointId).chance(rate);
  }

  #streamOf({ id, streams }: Armed, endpointId: string): RandomStream {
    let stream = streams.get(endpointId);
    if (stream === undefined) {
      stream = this.#ports.random.stream(`fault/${id}/${endpointId}`);
      streams.set(endpointId, stream);
    }
    return stream;
  }

  #strike(fault: Armed, { endpointId, extensionInstance, topic }: Target): void {
    fault.struck++;
    const { kind, times } = fault.spec;
    const where = { endpointId, extensionInstance, topic };
    this.#ports.journal.append({ type: 'platform.fault', fault: fault.id, kind, ...where });
    if (fault.struck === times) this.#end(fault);
  }

  #end(fault: Armed): void {
    fault.isOver = true;
    fault.streams.clear();
    this.#refresh();
  }

  #refresh(): void {
    const active = [...this.#faults.values()].filter(({ isOver }) => !isOver);
    this.#active = active.length > 0 ? active : undefined;
  }

  #roomProblem({ id }: FaultSpec): string | undefined {
    if (id !== undefined && this.#faults.has(id)) return `a fault "${id}" is there already`;
    return this.#faults.size < FAULTS_MAX ? undefined : `there are ${FAULTS_MAX} faults already`;
  }

  #freshId(): string {
    let id: string;
    do id = `f${++this.#armedSoFar}`;
    while (this.#faults.has(id));
    return id;
  }

  #infoOf({ id, spec, armedAt, struck, fromMs, toMs, isOver }: Armed): FaultInfo {
    const now = this.#ports.clock.now();
    const state = isOver || now >= toMs ? 'over' : now < fromMs ? 'waiting' : 'armed';
    return { ...spec, id, armedAt, struck, state };
  }
}
