/**
 * Which endpoints a listing or a search is about: conditions that all must hold. (reference §7.1)
 *
 * How Kaa reads `metadataFilter`, `multiFilter` and `regex` is not public; docs/rest.md says how kaa does.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Endpoint } from '../../services/epr/epr.js';
import { patternFault } from '../../services/epr/safe-pattern.js';
import { applicationOf, filterOf, versionOf } from '../find.js';
import { badRequest } from '../http-error.js';
import type { RestContext } from '../server.js';

export interface Search {
  readonly tenantId?: string | undefined;
  readonly applicationName?: string | undefined;
  readonly versions?: readonly string[] | undefined;
  readonly endpointIds?: readonly string[] | undefined;
  readonly filterId?: string | undefined;
  /** By metadata key: a text to compare with, or any JSON value. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  /** A text that the endpoint ID or a value of the metadata contains. */
  readonly text?: string | undefined;
  /** Whether the texts are regular expressions. */
  readonly regex?: boolean | undefined;
  readonly mongoQuery?: unknown;
}

type Condition = (endpoint: Endpoint) => boolean;

/** The endpoints found, in the order of registration; looked up one by one, as they are asked for. */
export function* searchEndpoints(context: RestContext, search: Search): Generator<Endpoint> {
  const conditions = conditionsOf(context, search);
  for (const endpoint of candidates(context, search)) {
    if (conditions.every((holds) => holds(endpoint))) yield endpoint;
  }
}

/** The smallest collection that is at hand. */
function* candidates(context: RestContext, { endpointIds, filterId }: Search): Iterable<Endpoint> {
  const { epr } = context.platform.services;
  const ids = endpointIds ?? (filterId === undefined ? undefined : filterOf(context, filterId).matched);
  if (ids === undefined) {
    yield* epr.endpoints();
    return;
  }
  for (const id of new Set(ids)) {
    const endpoint = epr.endpoint(id);
    if (endpoint !== undefined) yield endpoint;
  }
}

function conditionsOf(context: RestContext, search: Search): Condition[] {
  const { applicationName, versions, filterId, endpointIds, metadata = {}, text, regex = false } = search;
  const conditions: Condition[] = [];
  const { tekton } = context.platform.services;
  if (search.tenantId !== undefined)
    conditions.push((endpoint) => tekton.ownerOf(endpoint.applicationName) === search.tenantId);
  if (applicationName !== undefined) {
    applicationOf(context, applicationName);
    conditions.push((endpoint) => endpoint.applicationName === applicationName);
  }
  if (versions !== undefined) {
    for (const version of versions) versionOf(context, version);
    conditions.push(({ appVersionName }) => versions.includes(appVersionName));
  }
  if (filterId !== undefined && endpointIds !== undefined) {
    const { matched } = filterOf(context, filterId);
    conditions.push(({ endpointId }) => matched.has(endpointId));
  }
  for (const [key, wanted] of Object.entries(metadata)) {
    const test = valueTest(wanted, regex);
    conditions.push((endpoint) => Object.hasOwn(endpoint.metadata, key) && test(endpoint.metadata[key]));
  }
  if (text !== undefined) conditions.push(textTest(text, regex));
  if (search.mongoQuery !== undefined) conditions.push(queryTest(context, search.mongoQuery));
  return conditions;
}

/** A text also equals a number or boolean that is written so. */
function valueTest(wanted: unknown, regex: boolean): (value: unknown) => boolean {
  if (typeof wanted !== 'string') return (value) => isDeepStrictEqual(value, wanted);
  if (!regex) return (value) => textOf(value) === wanted;
  const pattern = patternOf(wanted);
  return (value) => pattern.test(textOf(value));
}

function textTest(text: string, regex: boolean): Condition {
  const lower = text.toLowerCase();
  const pattern = regex ? patternOf(text) : undefined;
  const isIn = (value: string) => pattern?.test(value) ?? value.toLowerCase().includes(lower);
  return ({ endpointId, metadata }) =>
    isIn(endpointId) || Object.values(metadata).some((value) => isIn(textOf(value)));
}

function queryTest({ compileQuery }: RestContext, mongoQuery: unknown): Condition {
  const compiled = compileQuery(mongoQuery);
  if (!compiled.ok) throw badRequest(`mongoQuery: ${compiled.reason}`);
  return ({ endpointId, metadata, appVersionName: name }) =>
    compiled.matches({ endpointId, metadata, appVersion: { name } });
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

function patternOf(text: string): RegExp {
  const fault = patternFault(text);
  if (fault !== undefined) throw badRequest(fault);
  try {
    return new RegExp(text, 'i');
  } catch (error) {
    throw badRequest(`${(error as Error).message}`);
  }
}

/** `key=value` or `key:value`, one for each condition. @throws HttpError 400 */
export function readMetadataFilter(texts: readonly string[] | undefined): Record<string, string> | undefined {
  if (texts === undefined) return undefined;
  return Object.fromEntries(
    texts.map((text) => {
      const match = /^([^=:]+)[=:](.*)$/s.exec(text);
      if (match === null) throw badRequest(`metadataFilter must be <key>=<value>, not "${text}"`);
      return [match[1] as string, match[2] as string];
    }),
  );
}
