/**
 * The verdicts of a contract test, found in its journal and in nothing else.
 *
 *     check(plan, trace, …) ─► one result for each expectation, with the messages that show it
 *
 * Pure: the same journal gives the same verdicts, while the test runs, after it, and from a file.
 */
import type { VersionSchemas } from '../blueprint/model.js';
import { judgeStep } from './judge/judge.js';
import { broken, type Evidence, type Judgement, type JudgeTools, OPEN } from './judge/judgement.js';
import { judgeOwn } from './judge/own.js';
import { judgeUnexpected } from './judge/unexpected.js';
import { type Plan, UNEXPECTED } from './plan/plan.js';
import { statementOf } from './plan/statement.js';
import type { Place, PlannedScenario, Seen, Step } from './plan/step.js';
import type { EndpointEvidence, ExpectationResult } from './report.js';
import type { Trace } from './trace/trace.js';

export interface CheckInput {
  readonly plan: Plan;
  readonly trace: Trace;
  readonly schemas: VersionSchemas;
  readonly tools: JudgeTools;
}

/** Every expectation of the plan, in its order. */
export function check(input: CheckInput): ExpectationResult[] {
  const { plan, trace, schemas, tools } = input;
  const alone = [...plan.watched, ...plan.provoked]
    .filter(isSeeing)
    .map((step) => checkStep(step, [step], input));
  const scenarios = plan.scenarios.flatMap((scenario) => checkScenario(scenario, input));
  const own = plan.own.map((expectation) =>
    resultOf(expectation.id, expectation.statement, expectation.place, trace, (token) =>
      judgeOwn(expectation, { trace, token, schemas, tools }),
    ),
  );
  return [...alone, ...scenarios, ...own].filter(({ id }) => plan.isWanted(id));
}

type SeeingStep = Step & { readonly seen: Seen };
export const isSeeing = (step: Step): step is SeeingStep => step.seen !== undefined;

/** The step whose action a step is about. */
export function causeOf(step: Step, steps: readonly Step[]): Step {
  return steps.find(({ id }) => id === step.causedBy) ?? step;
}

/** One step, as far as the journal goes. @param among the steps of its scenario, or it alone */
export function checkStep(
  step: SeeingStep,
  among: readonly Step[],
  { trace, tools }: Pick<CheckInput, 'trace' | 'tools'>,
): ExpectationResult {
  const now = trace.endedAt ?? trace.lastAt;
  const cause = causeOf(step, among);
  return resultOf(step.id, statementOf(step), step.place, trace, (token) => {
    const judgement = judgeStep(step, cause, { trace, token, now, tools });
    return judgement.state === 'open' ? withoutDevice(step, trace, token) : judgement;
  });
}

/** What the silence of a device that has ended keeps is no promise of it; everything else it can keep no more. */
const SILENT: readonly Seen['kind'][] = ['no-samples', 'no-result', 'no-applied', 'no-messages', 'limits'];

/** A device that ended by itself breaks what it still had to do, unless it never spoke: then it may not have been started right. */
function withoutDevice({ id, seen }: SeeingStep, trace: Trace, token: string): Judgement {
  const { deviceEnd } = trace;
  if (deviceEnd === undefined || SILENT.includes(seen.kind) || trace.clientsOf(token).size === 0) return OPEN;
  const { at, exitCode } = deviceEnd;
  const { what } = trace.steps.get(id)?.provoked.get(token) ?? {};
  const expected = what === undefined ? 'a device that goes on' : `a device that goes on after this: ${what}`;
  return broken({ at, rule: 'running', expected, seen: `it ended by itself, with exit code ${exitCode}` });
}

function checkScenario(scenario: PlannedScenario, input: CheckInput): ExpectationResult[] {
  const { trace } = input;
  const { id, steps, unexpected, place } = scenario;
  const results = steps.filter(isSeeing).map((step) => checkStep(step, steps, input));
  if (unexpected === 'ignore') return results;
  return [
    ...results,
    resultOf(`${id}.unexpected`, UNEXPECTED, place, trace, (token) =>
      judgeUnexpected(scenario, trace, token),
    ),
  ];
}

/** Evidence of the first so many endpoints and messages. */
const EVIDENCE_MAX = 5;

function resultOf(
  id: string,
  statement: string,
  place: Place,
  trace: Trace,
  judge: (token: string) => Judgement,
): ExpectationResult {
  const judgements = trace.tokens.map((token) => ({ token, judgement: judge(token) }));
  const evidence = judgements
    .flatMap(({ token, judgement }) =>
      judgement.state === 'broken' ? judgement.evidence.map((found) => ({ ...found, token })) : [],
    )
    .sort((a, b) => a.at - b.at);
  const breaches = withoutRepetition(evidence);
  const exercised = judgements.filter(({ judgement }) => ['kept', 'broken'].includes(judgement.state)).length;
  const open = judgements.find(({ judgement }) => judgement.state === 'open');
  const common = {
    id,
    statement,
    breaches: breaches.length,
    exercised,
    endpoints: trace.tokens.length,
    place,
  };
  if (breaches.length > 0) return { ...common, verdict: 'fail', evidence: breaches.slice(0, EVIDENCE_MAX) };
  if (open !== undefined)
    return { ...common, verdict: 'unknown', reason: 'the test ended before the time was over', evidence: [] };
  if (exercised > 0) return { ...common, verdict: 'pass', evidence: [] };
  return {
    ...common,
    verdict: 'unknown',
    reason: reasonIn(judgements.map(({ judgement }) => judgement)),
    evidence: [],
  };
}

function reasonIn(judgements: readonly Judgement[]): string {
  const unexercised = judgements.find(({ state }) => state === 'unexercised');
  return unexercised?.state === 'unexercised' ? unexercised.reason : 'no endpoint was tested';
}

/** A client that speaks for many endpoints breaks a rule once, not once for each of them. */
function withoutRepetition(evidence: readonly EndpointEvidence[]): EndpointEvidence[] {
  const keyOf = ({ message, rule, path }: Evidence) => `${message?.seq} ${rule} ${path}`;
  const seen = new Set<string>();
  return evidence.filter((found) => {
    if (found.message === undefined) return true;
    const key = keyOf(found);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
