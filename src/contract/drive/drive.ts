/**
 * Drives a contract test: starts the subject, watches it, makes happen what the steps say, one after the other, and waits for
 * what comes of it.
 *
 * It decides nothing: when a step can end is asked of the same judges that give the verdicts, and everything that it does is
 * in the journal, with the verdicts as they become known.
 */
import { causeOf, check, checkStep, isSeeing } from '../check.js';
import { judgeStep } from '../judge/judge.js';
import type { JudgeTools } from '../judge/judgement.js';
import type { Plan } from '../plan/plan.js';
import { sayAction } from '../plan/statement.js';
import { type Action, lastingMs, type PlannedScenario, type Step } from '../plan/step.js';
import type { ExpectationResult, Verdict } from '../report.js';
import { messageOf } from '../reporters/evidence.js';
import type { Trace } from '../trace/trace.js';
import type { TestedEndpoint, Undo } from './operator.js';
import { type ProvokePorts, provoke } from './provoke.js';
import { waitUntil } from './waiting.js';

export interface DrivePorts extends ProvokePorts {
  readonly plan: Plan;
  /** Grows with the journal. */
  readonly trace: Trace;
  readonly tools: JudgeTools;
  /** Nobody else speaks to the platform. */
  readonly isAlone: boolean;
  /** Lets the subject speak. */
  readonly start: () => Promise<void>;
  /** How long to wait for the first message of an endpoint. */
  readonly connectMs: number;
  /** How long the whole test may take. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Told each step as it begins. */
  readonly onStep?: ((id: string) => void) | undefined;
}

/** How long to wait for endpoints to be there before something is done to them. */
const READY_MS = 10_000;
const IMPATIENT_MS = 1000;
/** How long to wait for what nobody asked for: a data sample, a message. */
const WATCH_MS = 10_000;
/** What comes late still counts. */
const LAST_MS = 1000;

/** Settles when the test is over: done, out of time, interrupted, or without a device. @returns what was found */
export async function drive(ports: DrivePorts): Promise<ExpectationResult[]> {
  return await new Drive(ports).run();
}

class Drive {
  readonly #ports: DrivePorts;
  readonly #until: number;
  #patienceMs = READY_MS;
  /** What is still to be undone, whatever happens. */
  readonly #undos = new Set<Undo>();
  /** What the journal says of an expectation. */
  readonly #told = new Map<string, Verdict>();

  constructor(ports: DrivePorts) {
    this.#ports = ports;
    this.#until = ports.clock.now() + ports.timeoutMs;
  }

  async run(): Promise<ExpectationResult[]> {
    const { journal, plan, endpoints, isAlone } = this.#ports;
    const tokens = endpoints.map(({ token }) => token);
    const endpointIds = endpoints.map(({ endpointId }) => endpointId);
    journal.append({ type: 'contract.began', appVersion: plan.appVersion, tokens, endpointIds, isAlone });
    try {
      await this.#watch();
      for (const step of plan.provoked) if (!this.#isOver) await this.#alone(step);
      for (const scenario of plan.scenarios) if (!this.#isOver) await this.#scenario(scenario);
      await this.#exercised();
      await this.#wait(() => false, LAST_MS);
    } finally {
      for (const undo of this.#undos) undo();
      journal.append({ type: 'contract.ended' });
    }
    const results = check(this.#ports);
    for (const result of results) this.#tell(result);
    return results;
  }

  get #now(): number {
    return this.#ports.clock.now();
  }

  /** Nothing more can be learned. */
  get #isOver(): boolean {
    const { signal, trace } = this.#ports;
    return signal?.aborted === true || trace.deviceEnd !== undefined || this.#now >= this.#until;
  }

  /** What needs nothing to happen is watched together, from before the first message on. */
  async #watch(): Promise<void> {
    const { plan, start, connectMs, trace, endpoints } = this.#ports;
    for (const step of plan.watched) this.#begin(step);
    await start();
    const isThere = () => endpoints.every(({ token }) => trace.clientsOf(token).size > 0);
    await this.#wait(isThere, connectMs);
    await this.#decided(plan.watched.filter((step) => step.seen?.kind !== 'limits'));
    for (const step of plan.watched) this.#end(step, [step]);
  }

  async #alone(step: Step): Promise<void> {
    const undo = await this.#step(step, [step]);
    const cause = this.#ports.trace.steps.get(step.id)?.beganAt ?? this.#now;
    // What lasts belongs to this expectation alone; held answers have done their work.
    if (step.when?.kind !== 'answers')
      await this.#wait(() => false, cause + lastingMs(step.when) - this.#now);
    this.#undo(undo);
  }

  async #scenario({ steps }: PlannedScenario): Promise<void> {
    const undos: Undo[] = [];
    for (const step of steps) {
      if (this.#isOver) break;
      undos.push(await this.#step(step, steps));
      if (!this.#mayGoOn(step, steps)) break;
    }
    for (const undo of undos.reverse()) this.#undo(undo);
  }

  async #step(step: Step, among: readonly Step[]): Promise<Undo> {
    const { onStep } = this.#ports;
    onStep?.(step.id);
    const isReady = step.when === undefined || isDisturbed(among, step) || (await this.#ready(step.when));
    this.#begin(step);
    const undo = isReady ? this.#provoke(step) : this.#skip(step);
    this.#undos.add(undo);
    await this.#decided([step], among);
    this.#end(step, among);
    return undo;
  }

  /** Waits until it can be done to every endpoint; false when to none. Whoever was waited for in vain is waited for less. */
  async #ready(when: Action): Promise<boolean> {
    const { trace, endpoints } = this.#ports;
    const isThere = ({ token }: TestedEndpoint) =>
      needsSpeaker(when) ? trace.isReachable(token) : trace.isConnected(token);
    await this.#wait(() => endpoints.every(isThere), this.#patienceMs);
    this.#patienceMs = endpoints.every(isThere) ? READY_MS : IMPATIENT_MS;
    return endpoints.some(isThere);
  }

  #provoke({ when, ...step }: Step): Undo {
    return when === undefined ? () => {} : provoke({ ...step, when }, this.#ports);
  }

  #skip({ id, when }: Step): Undo {
    const what = when === undefined ? '' : sayAction(when);
    const { endpoints, trace, journal } = this.#ports;
    for (const { token } of endpoints) {
      const reason = trace.isConnected(token) ? SILENT : AWAY;
      journal.append({ type: 'contract.not-provoked', step: id, token, what, reason });
    }
    return () => {};
  }

  #undo(undo: Undo): void {
    this.#undos.delete(undo);
    undo();
  }

  #begin({ id }: Step): void {
    this.#ports.journal.append({ type: 'contract.step-began', step: id });
  }

  #end(step: Step, among: readonly Step[]): void {
    this.#ports.journal.append({ type: 'contract.step-ended', step: step.id });
    if (isSeeing(step) && step.seen.kind !== 'limits') this.#tell(checkStep(step, among, this.#ports));
  }

  #tell(result: ExpectationResult): void {
    const { id: step, verdict } = result;
    if (!this.#ports.plan.isWanted(step) || this.#told.get(step) === verdict) return;
    this.#told.set(step, verdict);
    const reason = verdict === 'pass' ? undefined : messageOf(result);
    this.#ports.journal.append({ type: 'contract.verdict', step, verdict, reason });
  }

  /** Waits until nothing can change what is found about the steps. */
  async #decided(steps: readonly Step[], among: readonly Step[] = steps): Promise<void> {
    const { trace, tools, endpoints } = this.#ports;
    const open = steps.filter(isSeeing).flatMap((step) => endpoints.map(({ token }) => ({ step, token })));
    let undecided = open;
    await this.#wait(() => {
      const now = this.#now;
      undecided = undecided.filter(({ step, token }) => {
        const judgement = judgeStep(step, causeOf(step, among), { trace, token, now, tools });
        return judgement.state === 'open' || (judgement.state === 'kept' && judgement.settlesAt > now);
      });
      return undecided.length === 0;
    });
  }

  /** A scenario goes on while its steps are kept. */
  #mayGoOn(step: Step, among: readonly Step[]): boolean {
    if (!isSeeing(step)) return true;
    const { trace, tools, endpoints } = this.#ports;
    const now = this.#now;
    const states = endpoints.map(
      ({ token }) => judgeStep(step, causeOf(step, among), { trace, token, now, tools }).state,
    );
    return states.includes('kept') && !states.includes('broken');
  }

  /** What always holds must at least have been seen. */
  async #exercised(): Promise<void> {
    const { plan, trace, endpoints } = this.#ports;
    const wanted = plan.own.flatMap(({ id }) => KINDS[id] ?? []);
    const has = (kind: string) =>
      endpoints.some(({ token }) =>
        trace.messages(token).some((message) => kind === 'any' || message.kind === kind),
      );
    if (endpoints.every(({ token }) => trace.clientsOf(token).size === 0)) return;
    await this.#wait(() => wanted.every(has), WATCH_MS);
  }

  #wait(isDone: () => boolean, ms = Infinity): Promise<void> {
    const { clock } = this.#ports;
    return waitUntil(clock, () => this.#isOver || isDone(), Math.min(this.#now + ms, this.#until));
  }
}

const KINDS: Readonly<Record<string, string>> = {
  'schema.data-samples': 'samples',
  'schema.metadata': 'metadata',
  'wire.own-token': 'any',
  'wire.accepted': 'any',
};

const AWAY = 'no client of the endpoint is connected';
const SILENT =
  'the endpoint has sent nothing since it connected again, and until it does the platform does not know whose connection that is';

/** What is done to the endpoint needs a client that speaks for it; what is done to its network one that is connected. */
const needsSpeaker = ({ kind }: Action) => ['command', 'configuration', 'token'].includes(kind);

/** In the middle of a scenario the endpoint may be away on purpose. */
function isDisturbed(among: readonly Step[], step: Step): boolean {
  const earlier = among.slice(0, among.indexOf(step));
  return earlier.some(({ when }) => when !== undefined && ['link', 'token', 'platform'].includes(when.kind));
}
