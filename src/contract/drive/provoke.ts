/**
 * Makes happen what a step says, endpoint by endpoint, and writes into the journal what was done.
 */
import type { VersionSchemas } from '../../blueprint/model.js';
import { KaaError, kaaError } from '../../errors.js';
import type { Clock } from '../../kernel/clock.js';
import type { Journal } from '../../kernel/journal.js';
import { sayAction } from '../plan/statement.js';
import type { Action, Step } from '../plan/step.js';
import type { Instances, Operator, TestedEndpoint, Undo } from './operator.js';

export interface ProvokePorts {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly operator: Operator;
  readonly instances: Instances;
  readonly schemas: VersionSchemas;
  readonly endpoints: readonly TestedEndpoint[];
}

type ActionOf<Kind extends Action['kind']> = Extract<Action, { kind: Kind }>;

/** What the journal says of an action besides its words. */
type Marks = { readonly commandType?: string; readonly commandId?: number; readonly configId?: string };

/** Does it, once. @returns how to undo what lasts, and what was changed */
export function provoke(step: Step & { readonly when: Action }, ports: ProvokePorts): Undo {
  const { when } = step;
  if (when.kind === 'command') return forEach(step, ports, (endpoint) => invoke(when, endpoint, step, ports));
  if (when.kind === 'configuration')
    return forEach(step, ports, (endpoint) => configure(when, endpoint, step, ports));
  if (when.kind === 'token') return forEach(step, ports, (endpoint) => suspend(when, endpoint, ports));
  return together(step, ports, () => disturb(when, ports));
}

interface Done {
  readonly marks: Marks;
  readonly undo: Undo;
}

const NOTHING_TO_UNDO: Undo = () => {};

function forEach(step: Step, ports: ProvokePorts, run: (endpoint: TestedEndpoint) => Done): Undo {
  const undos = ports.endpoints.map((endpoint) => attempt(step, ports, [endpoint], () => run(endpoint)));
  return () => undos.forEach((undo) => void undo());
}

const together = (step: Step, ports: ProvokePorts, run: () => Done): Undo =>
  attempt(step, ports, ports.endpoints, run);

/** The note comes before the deed: what it causes must come after it in the journal. */
function attempt(
  step: Step,
  { journal }: ProvokePorts,
  endpoints: readonly TestedEndpoint[],
  run: () => Done,
): Undo {
  const what = step.when === undefined ? '' : sayAction(step.when);
  const note = (marks: Marks) => {
    for (const { token } of endpoints)
      journal.append({ type: 'contract.provoked', step: step.id, token, what, ...marks });
  };
  try {
    note({});
    const { marks, undo } = run();
    if (Object.keys(marks).length > 0) note(marks);
    return undo;
  } catch (error) {
    if (!(error instanceof KaaError)) throw error;
    for (const { token } of endpoints)
      journal.append({ type: 'contract.not-provoked', step: step.id, token, what, reason: error.message });
    return NOTHING_TO_UNDO;
  }
}

function invoke(
  { type, payload, duplicated }: ActionOf<'command'>,
  endpoint: TestedEndpoint,
  step: Step,
  { operator, instances, schemas }: ProvokePorts,
): Done {
  const schema = schemas.commands[type]?.payload;
  const made =
    schema === undefined ? undefined : () => instances.valid(schema, `${step.id}/${endpoint.token}`);
  const value = payload === undefined ? made?.() : payload.value;
  const commandId = operator.invokeCommand(endpoint, { type, payload: value, duplicated });
  return { marks: { commandType: type, commandId }, undo: NOTHING_TO_UNDO };
}

/** A configuration of the schema that happens to be the present one would bring nothing new. */
const TRIES = 10;

const NONE_THERE =
  'the endpoint has no configuration that could stay the same; give its version one, "configuration" in blueprint.yaml';

function configure(
  { config, name }: ActionOf<'configuration'>,
  endpoint: TestedEndpoint,
  step: Step,
  { operator, instances, schemas }: ProvokePorts,
): Done {
  const before = operator.configuration(endpoint, name);
  const make = (kind: 'valid' | 'invalid'): unknown => {
    for (let turn = 1; ; turn++) {
      const value = instances[kind](schemas.configuration ?? {}, `${step.id}/${endpoint.token}/${turn}`);
      if (turn === TRIES || JSON.stringify(value) !== JSON.stringify(before?.config)) return value;
    }
  };
  const assign = (value: unknown) => operator.setConfiguration(endpoint, name, value);
  const done = ({ configId, undo }: ReturnType<typeof assign>): Done => ({ marks: { configId }, undo });
  if (typeof config === 'object') return done(assign(config.value));
  if (config !== 'unchanged') return done(assign(make(config)));
  if (before === undefined) throw kaaError('CONTRACT_NOT_TESTABLE', { what: NONE_THERE });
  return done(assign(before.config));
}

function suspend({ forMs }: ActionOf<'token'>, endpoint: TestedEndpoint, ports: ProvokePorts): Done {
  return { marks: {}, undo: lasting(forMs, ports.operator.suspendToken(endpoint), ports) };
}

function disturb(when: ActionOf<'link' | 'answers' | 'platform'>, ports: ProvokePorts): Done {
  const { operator, endpoints } = ports;
  if (when.kind === 'platform') return { marks: {}, undo: operator.restartPlatform(when.forMs) };
  if (when.kind === 'answers')
    return { marks: {}, undo: lasting(when.forMs, operator.holdAnswers(endpoints, when), ports) };
  if (!when.isDown) {
    operator.cutLink();
    return { marks: {}, undo: NOTHING_TO_UNDO };
  }
  return { marks: {}, undo: lasting(when.forMs, operator.downLink(), ports) };
}

/** Undoes it when its time is over, or before when asked to; once. */
function lasting(forMs: number, undo: Undo, { clock }: ProvokePorts): Undo {
  let isUndone = false;
  const once = () => {
    if (isUndone) return;
    isUndone = true;
    cancel();
    undo();
  };
  const cancel = clock.schedule(forMs, 'the end of what a contract test does', once);
  return once;
}
