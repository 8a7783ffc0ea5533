/**
 * Which events of the journal a listener wants: by endpoint, extension instance, type, and what messages are like; all must
 * hold.
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
  /** Messages of endpoints (`in`) or of the platform (`out`). */
  readonly direction?: 'in' | 'out' | undefined;
  /** How it ended: `ok`, `error`, `push`. */
  readonly status?: MessageStatus | undefined;
  /** Topic filter with the wildcards of MQTT. */
  readonly topic?: string | undefined;
  /** A text that is in the payload, whatever its case. */
  readonly contains?: string | undefined;
}

export type MessageStatus = 'ok' | 'error' | 'push';

/** The members of events that say what they are about. */
interface About {
  readonly endpointId?: string;
  readonly token?: string;
  readonly topic?: string;
  readonly payload?: string;
  readonly extensionInstance?: string;
  readonly extension?: string;
}

type Registers = Pick<Services, 'cm' | 'tekton'>;

/** A test for the events that a filter lets through. */
export function eventTest(registers: Registers, filter: EventFilter): (event: JournalEvent) => boolean {
  const { endpoint, extension, types } = filter;
  const isLike = messageTest(filter);
  return (event) => {
    if (!isLike(event)) return false;
    if (types !== undefined && !types.some((type) => event.type.startsWith(type))) return false;
    if (endpoint === undefined && extension === undefined) return true;
    const about = event as About;
    const address = about.topic === undefined ? undefined : addressOf(about.topic);
    if (extension !== undefined && !isOfExtension(event.type, about, address, extension)) return false;
    return endpoint === undefined || isOfEndpoint(registers, about, address, endpoint);
  };
}

/** A test for what can be told of a message by itself; events without a topic fail it as soon as it asks for anything. */
function messageTest({ direction, status, topic, contains }: EventFilter): (event: JournalEvent) => boolean {
  const tests: ((event: JournalEvent) => boolean)[] = [];
  if (direction !== undefined)
    tests.push(({ type }) => (type === 'kpc.message-sent' ? 'out' : 'in') === direction && isMessage(type));
  if (status !== undefined) tests.push((event) => statusOf(event) === status);
  if (topic !== undefined) tests.push((event) => matchesTopic(topic, (event as About).topic));
  if (contains !== undefined) {
    const wanted = contains.toLowerCase();
    tests.push((event) => (event as About).payload?.toLowerCase().includes(wanted) === true);
  }
  return (event) => tests.every((test) => test(event));
}

const isMessage = (type: string) =>
  type.startsWith('kpc.message-') || type === 'kpc.request-refused' || type.startsWith('sim.request-');

function statusOf(event: JournalEvent): MessageStatus | undefined {
  switch (event.type) {
    case 'kpc.message-sent':
      return event.cause === 'status' ? 'ok' : event.cause;
    case 'kpc.message-ignored':
    case 'kpc.request-refused':
    case 'kpc.message-undelivered':
      return 'error';
    default:
      return undefined;
  }
}

/** Does a topic match a filter of MQTT: `+` for one level, `#` at the end for any number? */
export function matchesTopic(filter: string, topic: string | undefined): boolean {
  if (topic === undefined) return false;
  const [wanted, given] = [filter.split('/'), topic.split('/')];
  for (const [place, level] of wanted.entries()) {
    if (level === '#') return true;
    if (place >= given.length || (level !== '+' && level !== given[place])) return false;
  }
  return wanted.length === given.length;
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
