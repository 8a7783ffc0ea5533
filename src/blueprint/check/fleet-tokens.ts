/**
 * Fleets against each other: their names, and that no token belongs to two endpoints of an application.
 */
import { fieldsOf, own, textOf } from '../data.js';
import type { Problem } from '../model.js';
import { problemAt } from '../problems.js';
import type { Source } from '../source.js';
import { parseTokenTemplate, sharedToken, type TokenTemplate } from '../token-template.js';
import { type Assembly, declaredTokens, versionsOf } from './assembly.js';

interface Tokens {
  readonly source: Source;
  readonly fleet: string;
  readonly application: string | undefined;
  readonly template: TokenTemplate;
  readonly endpoints: number;
}

export function checkFleetsTogether(sources: readonly Source[], assembly: Assembly | undefined): Problem[] {
  const tokens = sources.flatMap((source) => tokensOf(source, assembly) ?? []);
  return [
    ...sameNames(sources),
    ...tokens.flatMap((fleet, index) => sharedWithFleet(fleet, tokens.slice(0, index))),
    ...(assembly === undefined ? [] : tokens.flatMap((fleet) => sharedWithDeclared(fleet, assembly))),
  ];
}

function tokensOf(source: Source, assembly: Assembly | undefined): Tokens | undefined {
  const { fleet, token, endpoints, version } = fieldsOf(source.data);
  if (typeof token !== 'string' || !Number.isInteger(endpoints)) return undefined;
  const name = textOf(fleet) ?? source.file;
  const template = parseTokenTemplate(token, name);
  // Told already; and there is no sense in comparing a million wrong tokens.
  if (template.fault !== undefined || Number(endpoints) > 1_000_000) return undefined;
  const application = versionsOf(assembly?.applications ?? {}).find(
    (item) => item.name === version,
  )?.application;
  return { source, fleet: name, application, template, endpoints: template.counts ? Number(endpoints) : 1 };
}

/** The name of a fleet is the name of its random streams. */
function sameNames(sources: readonly Source[]): Problem[] {
  const first = new Map<string, string>();
  return sources.flatMap((source) => {
    const name = textOf(fieldsOf(source.data).fleet);
    if (name === undefined) return [];
    const earlier = first.get(name);
    first.set(name, earlier ?? source.file);
    if (earlier === undefined) return [];
    return [problemAt(source, { path: ['fleet'], message: `${earlier} is a fleet named "${name}" too` })];
  });
}

function sharedWithFleet(fleet: Tokens, others: readonly Tokens[]): Problem[] {
  for (const other of others) {
    if (fleet.application === undefined || other.application !== fleet.application) continue;
    const token = sharedToken(fleet, other);
    if (token === undefined) continue;
    const message = `the token "${token}" is one of fleet "${other.fleet}" (${other.source.file}) too; tokens are unique in an application`;
    return [problemAt(fleet.source, { path: ['token'], message })];
  }
  return [];
}

function sharedWithDeclared(fleet: Tokens, { applications }: Assembly): Problem[] {
  if (fleet.application === undefined || own(applications, fleet.application) === undefined) return [];
  const token = declaredTokens(applications, fleet.application).find(
    (declared) => (fleet.template.indexOf(declared) ?? Number.POSITIVE_INFINITY) <= fleet.endpoints,
  );
  if (token === undefined) return [];
  const message = `the token "${token}" is one of an endpoint that blueprint.yaml declares; tokens are unique in an application`;
  return [problemAt(fleet.source, { path: ['token'], message })];
}
