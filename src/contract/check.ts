/**
 * The verdicts of a contract test, found in its journal and in nothing else.
 *
 *     check(plan, trace, …) ─► one result for each expectation, with the messages that show it
 *
 * Pure: the same journal gives the same verdicts, while the test runs, after it, and from a file.
 */
import type { VersionSchemas } from '../blueprint/model.js';
import { judgeStep } from './judge/judge.js';
import type { Evidence, Judgement, JudgeTools } from './judge/judgement.js';
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
export function check({ plan, trace, schemas, tools }: CheckInput): ExpectationResult[] {
  const now = trace.endedAt ?? trace.lastAt;
  const judged = (step: SeeingStep, cause: Step) =>
    resultOf(step.id, statementOf(step), step.place, trace, (token) =>
      judgeStep(step, cause, { trace, token, now, tools }),
    );
  const alone = [...plan.watched, ...plan.provoked].filter(isSeeing).map((step) => judged(step, step));
  const scenarios = plan.scenarios.flatMap((scenario) => checkScenario(scenario, trace, judged));
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

function checkScenario(
  scenario: PlannedScenario,
  trace: Trace,
  judged: (step: SeeingStep, cause: Step) => ExpectationResult,
): ExpectationResult[] {
  const { id, steps, unexpected, place } = scenario;
  const results = steps.filter(isSeeing).map((step) => judged(step, causeOf(step, steps)));
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
