/**
 * Contract files: each against its shape, its own sense, and the application version that makes the promises.
 *
 * A command or configuration that contradicts its schema is legal where a failure is expected, and a slip where it is not.
 */
import { Contract, SEEN_KEYS } from '../contract-model.js';
import { type Fields, fieldsOf, isFields, itemsOf } from '../data.js';
import { parseExpression } from '../expression/parse.js';
import type { SchemaTools } from '../json-schema.js';
import { listNames } from '../nearest.js';
import type { Finding } from '../problems.js';
import { findingsOfFile } from '../schema-errors.js';
import type { Path } from '../source.js';
import { type ContractVersion, checkSent, checkWhen, has, type StepView } from './contract-when.js';
import { memberFindings } from './members.js';
import { longerThanNothing } from './values-relations.js';

/** Everything about one contract file. */
export function checkContract(data: unknown, version: ContractVersion, tools: SchemaTools): Finding[] {
  const shape = findingsOfFile(tools.validate(Contract, data), data);
  if (!isFields(data)) return shape;
  return [
    ...shape,
    ...checkVersion(data, version),
    ...checkIds(data),
    ...stepsOf(data).flatMap((step) => checkStep(step, version, tools)),
  ];
}

function checkVersion({ contract }: Fields, { name }: ContractVersion): Finding[] {
  if (typeof contract !== 'string' || contract === name) return [];
  const message = `blueprint.yaml names this file as the contract of "${name}", not of "${contract}"`;
  return [{ path: ['contract'], message, suggestion: name }];
}

function checkIds({ expect, scenarios }: Fields): Finding[] {
  return Object.keys(fieldsOf(scenarios))
    .filter((id) => Object.hasOwn(fieldsOf(expect), id))
    .map((id) => ({
      path: ['scenarios', id],
      at: 'key',
      message: `there is an expectation "${id}" already; IDs are unique in a contract`,
    }));
}

function stepsOf({ expect, scenarios }: Fields): StepView[] {
  const alone = Object.entries(fieldsOf(expect)).map(([id, step]) => ({
    path: ['expect', id],
    step: fieldsOf(step),
    earlier: [],
    later: [],
    inScenario: false,
  }));
  const ordered = Object.entries(fieldsOf(scenarios)).flatMap(([id, scenario]) => {
    const steps = itemsOf(fieldsOf(scenario).steps).map(fieldsOf);
    return steps.map((step, index) => ({
      path: ['scenarios', id, 'steps', index],
      step,
      earlier: steps.slice(0, index),
      later: steps.slice(index + 1),
      inScenario: true,
    }));
  });
  return [...alone, ...ordered];
}

function checkStep(view: StepView, version: ContractVersion, tools: SchemaTools): Finding[] {
  const { step, path } = view;
  const when = isFields(step.when) ? step.when : undefined;
  return [
    ...checkForm(view),
    ...checkCauses(view),
    ...checkTimes(view),
    ...(when === undefined ? [] : checkWhen(when, [...path, 'when'], version)),
    ...(when === undefined ? [] : checkSent(view, when, version, tools)),
    ...checkMetadata(step.metadata, [...path, 'metadata'], version),
    ...checkWhere(fieldsOf(step.samples).where, [...path, 'samples', 'where']),
  ];
}

/** One thing is seen; in a scenario something may just happen. */
function checkForm({ step, path, inScenario }: StepView): Finding[] {
  const seen = has(step, SEEN_KEYS);
  if (seen.length > 1) {
    const message = `one expectation sees one thing, not ${seen.join(' and ')}; make two of it`;
    return [{ path, message, at: 'key' }];
  }
  if (seen.length === 1 || (inScenario && step.when !== undefined)) return [];
  const message = `say what is to be seen: one of ${listNames(SEEN_KEYS)}`;
  return [{ path, message, at: 'key' }];
}

/** Some things are only seen because something happened before. */
const CAUSES: Readonly<Record<string, (when: Fields) => boolean>> = {
  result: (when) => when.command !== undefined,
  applied: (when) => when.configuration !== undefined,
  reconnects: (when) => [when.link, when.token, when.platform].some((part) => part !== undefined),
  resends: (when) => when.answers === 'none',
};
const CAUSE_WORDS: Readonly<Record<string, string>> = {
  result: 'a command',
  applied: 'a configuration',
  reconnects: 'link, token or platform',
  resends: 'answers: none',
};

function checkCauses({ step, path, earlier }: StepView): Finding[] {
  return has(step, SEEN_KEYS).flatMap((seen) => {
    const cause = CAUSES[seen];
    if (cause === undefined || [...earlier, step].some(({ when }) => isFields(when) && cause(when)))
      return [];
    return [
      { path: [...path, seen], at: 'key', message: `needs a "when" with ${CAUSE_WORDS[seen]} before it` },
    ];
  });
}

/** "none" is seen for a time; everything else within one. */
function checkTimes({ step, path }: StepView): Finding[] {
  const isNone = SEEN_KEYS.some((key) => step[key] === 'none');
  const isSteady = isFields(step.samples) && step.samples.every !== undefined;
  const findings: Finding[] = [
    ...longerThanNothing(step.within, [...path, 'within']),
    ...longerThanNothing(step.for, [...path, 'for']),
    ...longerThanNothing(fieldsOf(step.samples).every, [...path, 'samples', 'every']),
  ];
  if (isNone && step.for === undefined)
    findings.push({ path, at: 'key', message: 'say for how long nothing is to be seen: for: 5s' });
  if ((isNone || isSteady) && step.within !== undefined)
    findings.push({
      path: [...path, 'within'],
      at: 'key',
      message: 'this is seen "for" a time, not "within" one',
    });
  if (!isNone && !isSteady && step.for !== undefined)
    findings.push({
      path: [...path, 'for'],
      at: 'key',
      message: 'this is seen "within" a time, not "for" one',
    });
  if (isFields(step.messages) && step.within !== undefined)
    findings.push({ path: [...path, 'within'], at: 'key', message: 'limits hold for the whole test' });
  return findings;
}

function checkMetadata(keys: unknown, path: Path, { name, schemas }: ContractVersion): Finding[] {
  if (schemas?.metadata === undefined) return [];
  const wanted = Object.fromEntries(
    itemsOf(keys).flatMap((key) => (typeof key === 'string' ? [[key, true]] : [])),
  );
  return memberFindings(wanted, schemas.metadata, path, `metadata of "${name}"`, false).map((finding) => ({
    ...finding,
    path: [...path, itemsOf(keys).indexOf(finding.path.at(-1))],
    at: 'value',
  }));
}

function checkWhere(where: unknown, path: Path): Finding[] {
  if (typeof where !== 'string') return [];
  const { fault } = parseExpression(where);
  return fault === undefined ? [] : [{ path, message: `column ${fault.column}: ${fault.message}` }];
}
