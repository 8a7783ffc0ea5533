/**
 * One step and one endpoint: hands the situation to whoever knows what was to be seen.
 */
import type { Seen, Step } from '../plan/step.js';
import type { Trace } from '../trace/trace.js';
import { judgeNoResult, judgeResult } from './commands.js';
import { judgeApplied, judgeNoApplied } from './configurations.js';
import { judgeReconnects } from './connections.js';
import { type Judgement, type JudgeTools, type Situation, unexercised } from './judgement.js';
import { judgeLimits, judgeMetadata, judgeNoMessages, judgeResends } from './messages.js';
import { judgeNoSamples, judgeSamples } from './samples.js';

type Judge<Kind extends Seen['kind']> = (
  seen: Extract<Seen, { kind: Kind }>,
  situation: Situation,
  tools: JudgeTools,
) => Judgement;

const JUDGES: { readonly [Kind in Seen['kind']]: Judge<Kind> } = {
  metadata: judgeMetadata,
  'no-samples': judgeNoSamples,
  samples: judgeSamples,
  'no-result': judgeNoResult,
  result: judgeResult,
  'no-applied': judgeNoApplied,
  applied: judgeApplied,
  reconnects: judgeReconnects,
  resends: judgeResends,
  'no-messages': judgeNoMessages,
  limits: judgeLimits,
};

/**
 * What is found about a step and an endpoint by now.
 * @param cause the step whose action it is about: itself, or an earlier one of its scenario
 */
export function judgeStep(
  step: Step & { readonly seen: Seen },
  cause: Step,
  { trace, token, now, tools }: { trace: Trace; token: string; now: number; tools: JudgeTools },
): Judgement {
  const seenStep = trace.steps.get(step.id);
  if (seenStep === undefined) return unexercised('the test did not get that far');
  const causing = trace.steps.get(cause.id);
  const provoked = cause.when === undefined ? undefined : causing?.provoked.get(token);
  if (cause.when !== undefined && provoked === undefined)
    return unexercised(causing?.notProvoked.get(token) ?? 'the test did not get that far');
  const situation: Situation = {
    trace,
    token,
    now,
    step: seenStep,
    cause: provoked,
    action: cause.when,
    isOwnCause: cause.id === step.id,
  };
  return JUDGES[step.seen.kind](step.seen as never, situation, tools);
}
