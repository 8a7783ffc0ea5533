/**
 * Values of a schema, right and wrong ones, for what a contract test sends: the same for one seed and name.
 */
import { fieldsOf, isFields, itemsOf } from '../../blueprint/data.js';
import type { Instances } from '../../contract/drive/operator.js';
import type { JudgeTools } from '../../contract/judge/judgement.js';
import { kaaError } from '../../errors.js';
import type { Clock } from '../../kernel/clock.js';
import type { Random } from '../../kernel/random.js';
import { valuesOfSchema } from '../../sim/generators/from-schema.js';

export interface InstancePorts {
  readonly random: Random;
  readonly clock: Clock;
  readonly validate: JudgeTools['validate'];
}

export function instancesFor({ random, clock, validate }: InstancePorts): Instances {
  const make = (schema: object, name: string) => {
    const origin = { random, streamName: `contract/${name}`, index: 1, token: name, fleet: 'contract' };
    return valuesOfSchema(schema)(origin).next({ at: clock.now(), elapsed: 0, sample: {} });
  };
  return {
    valid(schema, name) {
      const value = make(schema, name);
      const [fault] = validate(schema, value);
      if (fault === undefined) return value;
      const what = `no value could be made from the schema (${fault.message}); write one into the contract`;
      throw kaaError('CONTRACT_NOT_TESTABLE', { what });
    },
    invalid(schema, name) {
      const value = broken(schema, make(schema, name)).find(
        (candidate) => validate(schema, candidate).length > 0,
      );
      if (value !== undefined) return value;
      const what = 'nothing could be made that the schema refuses; write it into the contract';
      throw kaaError('CONTRACT_NOT_TESTABLE', { what });
    },
  };
}

/** What a schema is most likely to refuse, the subtlest first. */
function broken(schema: object, value: unknown): unknown[] {
  if (!isFields(value)) return [null, {}, [], 'x', -1];
  const { required } = schema as { required?: unknown };
  const wrongTypes = Object.entries(value).map(([name, member]) => ({
    ...value,
    [name]: typeof member === 'string' ? 0 : 'wrong',
  }));
  const incomplete = itemsOf(required).map((name) => {
    const { [String(name)]: _, ...rest } = fieldsOf(value);
    return rest;
  });
  return [...wrongTypes, ...incomplete, { ...value, unknownMember: true }, null];
}
