/**
 * What the judges of a contract test need besides the journal: JSON Schema, and conditions over data samples.
 */
import { isFields } from '../../blueprint/data.js';
import { schemaTools } from '../../blueprint/json-schema.js';
import type { JudgeTools } from '../../contract/judge/judgement.js';
import { compileExpression, type Evaluate } from '../../sim/generators/evaluate.js';

export function judgeTools(): JudgeTools {
  const { validateBy } = schemaTools();
  const conditions = new Map<string, Evaluate>();
  return {
    validate: (schema, value) => validateBy(schema, value, []),
    holds(expression, sample) {
      const evaluate = conditions.get(expression) ?? compileExpression(expression);
      conditions.set(expression, evaluate);
      return isFields(sample) && evaluate({ sample }) === true;
    },
  };
}
