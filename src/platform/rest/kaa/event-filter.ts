/**
 * Which events of the journal a listener wants: by endpoint, extension instance and type; all three must hold.
 *
 * Endpoints appear in the journal by ID on the platform's side, by token on the fleet's, and by topic in between: a
 * filter by either name finds all of them.
 */
import type { JournalEvent } from '../../../kernel/journal-events.js';
import { parseRequestTopic, parseServerTopic, type ResourceAddress } from '../../../kp1/topic.js';
import type { Services } from '../../services/services.js';

export interface EventFilter {
  /** Endpoint ID or token. */
  readonly endpoint?: string | undefined;
  readonly extension?: string | undefined;
  /** Beginnings of types, such as `kpc.` or `cex.command-executed`. */
  readonly types?: readonly string[] | undefined;
}

/** The members of events that say what they are about. */
interface About {
  readonly endpointId?: string;
  readonly token?: string;
  readonly topic?: string;
  readonly extensionInstance?: string;
  readonly extension?: string;
}

type Registers = Pick<Services, 'cm' | 'tekton'>;

/** A test for the events that a filter lets through. */
export function eventTest(registers: Registers, filter: EventFilter): (event: JournalEvent) => boolean {
  const { endpoint, extension, types } = filter;
  return (event) => {
    if (types !== undefined && !types.some((type) => event.type.startsWith(type))) return false;
    if (endpoint === undefined && extension === undefined) return true;
    const about = event as About;
    const address = about.topic === undefined ? undefined : addressOf(about.topic);
    if (extension !== undefined && !isOfExtension(event.type, about, address, extension)) return false;
    return endpoint === undefined || isOfEndpoint(registers, about, address, endpoint);
  };
}

function isOfExtension(
  type: string,
  about: About,
  address: ResourceAddress | undefined,
  wanted: string,
): boolean {
  const named = about.extensionInstance ?? about.extension ?? address?.extensionInstance;
  return named === undefined ? type.startsWith(`${wanted}.`) : named === wanted;
}

function isOfEndpoint(
  { cm, tekton }: Registers,
  { endpointId, token = undefined }: About,
  address: ResourceAddress | undefined,
  wanted: string,
): boolean {
  if (endpointId === wanted || token === wanted || address?.token === wanted) return true;
  if (endpointId !== undefined) return cm.tokensOf(endpointId).some((known) => known.token === wanted);
  const named = token ?? address?.token;
  if (named === undefined) return false;
  const application = address && tekton.version(address.appVersion)?.applicationName;
  if (application !== undefined) return cm.find(application, named)?.endpointId === wanted;
  return cm.tokensOf(wanted).some((known) => known.token === named);
}

function addressOf(topic: string): ResourceAddress | undefined {
  const server = parseServerTopic(topic);
  if (server !== undefined) return server;
  const request = parseRequestTopic(topic);
  return request.fault === undefined ? request : undefined;
}
