/**
 * While a scenario runs: did the endpoint send anything that no step speaks of?
 *
 * Requests are always fine, and so are data samples: how many of them there may be is for a step to say.
 */
import { sayJson } from '../plan/statement.js';
import type { PlannedScenario } from '../plan/step.js';
import { commandTypeOf, jsonOf, type Message, resultsOf } from '../trace/message.js';
import type { Trace } from '../trace/trace.js';
import { broken, type Evidence, type Judgement, kept, unexercised, viewOf } from './judgement.js';

export function judgeUnexpected({ steps }: PlannedScenario, trace: Trace, token: string): Judgement {
  const traces = steps.flatMap(({ id }) => trace.steps.get(id) ?? []);
  const [first] = traces;
  const last = traces.at(-1);
  if (first === undefined || last === undefined) return unexercised('the test did not get that far');
  const expected = {
    commands: new Set(traces.flatMap((step) => commandKey(step.provoked.get(token)) ?? [])),
    configIds: new Set(broughtTo(trace, token)),
    metadata: new Set(steps.flatMap(({ seen }) => (seen?.kind === 'metadata' ? seen.keys : []))),
  };
  const until = last.endedSeq ?? Infinity;
  const evidence = trace
    .messages(token, first.beganSeq)
    .filter(({ fromDevice, seq }) => fromDevice && seq < until)
    .filter((message) => !isExpected(message, expected))
    .map(
      (message): Evidence => ({
        at: message.at,
        rule: 'unexpected',
        expected: 'nothing that no step speaks of',
        seen: `${message.kind} ${sayJson(jsonOf(message))}`,
        message: viewOf(message),
      }),
    );
  if (evidence.length > 0) return broken(...evidence);
  const isWhole = traces.length === steps.length && traces.every((step) => step.notProvoked.size === 0);
  return isWhole ? kept(last.endedAt ?? 0) : unexercised('the scenario did not come to its end');
}

interface Expected {
  readonly commands: ReadonlySet<string>;
  readonly configIds: ReadonlySet<string>;
  readonly metadata: ReadonlySet<string>;
}

function isExpected(message: Message, { commands, configIds, metadata }: Expected): boolean {
  if (message.kind === 'samples' || message.kind === 'request') return true;
  if (message.kind === 'result') {
    const commandType = commandTypeOf(message);
    return resultsOf(message).every(({ id }) => commands.has(`${commandType} ${id}`));
  }
  const value = jsonOf(message);
  if (typeof value !== 'object' || value === null) return false;
  if (message.kind === 'applied') return configIds.has((value as { configId: string }).configId);
  return Object.keys(value).every((key) => metadata.has(key));
}

/** Every configuration that the endpoint was ever sent: of one before the scenario it may still have to speak. */
function broughtTo(trace: Trace, token: string): string[] {
  return trace
    .messages(token)
    .filter(({ kind }) => kind === 'configuration')
    .flatMap((message) => (jsonOf(message) as { configId?: string } | null)?.configId ?? []);
}

function commandKey(
  provoked: { commandType?: string | undefined; commandId?: number | undefined } | undefined,
) {
  return provoked?.commandId === undefined ? undefined : `${provoked.commandType} ${provoked.commandId}`;
}
