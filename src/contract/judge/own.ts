/**
 * What always holds, with or without a contract: messages match their schemas, name no foreign token, and are taken.
 */
import type { VersionSchemas } from '../../blueprint/model.js';
import type { OwnExpectation } from '../plan/plan.js';
import { sayJson } from '../plan/statement.js';
import { commandTypeOf, jsonOf, type Message, resultsOf, samplesOf } from '../trace/message.js';
import { type Evidence, type Judgement, type JudgeTools, viewOf } from './judgement.js';
import { judgeAccepted, judgeToken, verdict, type WireSituation } from './wire.js';

export interface OwnSituation extends WireSituation {
  readonly schemas: VersionSchemas;
  readonly tools: JudgeTools;
}

/** One endpoint and one of kaa's own expectations, when the test has ended. */
export function judgeOwn({ id, commandType }: OwnExpectation, situation: OwnSituation): Judgement {
  if (commandType !== undefined) return judgeResults(commandType, situation);
  if (id === 'schema.data-samples') return judgeDataSamples(situation);
  if (id === 'schema.metadata') return judgeMetadata(situation);
  if (id === 'wire.own-token') return judgeToken(situation);
  return judgeAccepted(situation);
}

const messagesOf = ({ trace, token }: OwnSituation, kind: Message['kind']) =>
  trace.messages(token).filter((message) => message.fromDevice && message.kind === kind);

function judgeDataSamples(situation: OwnSituation): Judgement {
  const { schemas, tools } = situation;
  const { dataSample = {} } = schemas;
  const messages = messagesOf(situation, 'samples');
  const evidence = messages.flatMap((message) => {
    const samples = samplesOf(message);
    if (samples.length === 0 && jsonOf(message) === undefined) return [notJson(message, 'data samples')];
    const isBatch = message.payload.trimStart().startsWith('[');
    return samples.flatMap((sample, index) =>
      faultsBy(dataSample, sample, {
        message,
        rule: 'schema of data samples',
        base: isBatch ? [index] : [],
        tools,
      }),
    );
  });
  return verdict(evidence, messages.length, 'data sample');
}

function judgeMetadata(situation: OwnSituation): Judgement {
  const { schemas, tools } = situation;
  // An update carries some keys and leaves the others as they are, so none is required.
  const { required: _, ...schema } = (schemas.metadata ?? {}) as { required?: unknown };
  const messages = messagesOf(situation, 'metadata');
  const evidence = messages.flatMap((message) => {
    const value = jsonOf(message);
    if (value === undefined) return [notJson(message, 'metadata')];
    return faultsBy(schema, value, { message, rule: 'schema of metadata', base: [], tools });
  });
  return verdict(evidence, messages.length, 'metadata');
}

function judgeResults(commandType: string, situation: OwnSituation): Judgement {
  const { schemas, tools } = situation;
  const schema = schemas.commands[commandType]?.result ?? {};
  const messages = messagesOf(situation, 'result').filter(
    (message) => commandTypeOf(message) === commandType,
  );
  const results = messages.flatMap((message) =>
    resultsOf(message).map((result, index) => ({ message, result, index })),
  );
  // A command that failed has nothing to report.
  const successful = results.filter(
    ({ result }) => Number(result.statusCode) < 300 || result.payload !== undefined,
  );
  const evidence = successful.flatMap(({ message, result, index }) =>
    faultsBy(schema, result.payload, {
      message,
      rule: `schema of the result of ${commandType}`,
      base: [index, 'payload'],
      tools,
    }),
  );
  return verdict(evidence, successful.length, `result of ${commandType}; let the contract send the command`);
}

interface Held {
  readonly message: Message;
  readonly rule: string;
  /** Where the value stands in the payload. */
  readonly base: readonly (string | number)[];
  readonly tools: JudgeTools;
}

function faultsBy(schema: object, value: unknown, { message, rule, base, tools }: Held): Evidence[] {
  return tools.validate(schema, value).map(({ path, message: fault }) => ({
    at: message.at,
    rule,
    path: `/${[...base, ...path].join('/')}`,
    expected: expectedOf(fault),
    seen: sayJson(at(value, path)),
    message: viewOf(message),
  }));
}

/** What a fault says, turned around: `must be a number, not "21"` expected a number. */
function expectedOf(fault: string): string {
  return fault
    .replace(/, not .*$/, '')
    .replace(/; there may be: .*$/, '')
    .replace(/^must be /, '')
    .replace(/^must /, 'it to ')
    .replace(/^missing /, 'a member ')
    .replace(/^unknown key /, 'no member ');
}

function at(value: unknown, path: readonly (string | number)[]): unknown {
  let node = value;
  for (const step of path) node = (node as Record<string | number, unknown> | null | undefined)?.[step];
  return node;
}

const notJson = (message: Message, what: string): Evidence => ({
  at: message.at,
  rule: `schema of ${what}`,
  expected: 'JSON',
  seen: sayJson(message.payload),
  message: viewOf(message),
});
