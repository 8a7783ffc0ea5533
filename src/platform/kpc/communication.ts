/**
 * KPC, the communication service: from a client's message to an extension instance and back.
 *
 * It is not a broker: nothing is routed between clients, subscriptions have no part in delivery, and whatever the
 * platform sends goes to the one client that last spoke for the endpoint, once (the settings `subscribeBinds` and `pushTo`
 * change that). It does not know transports; they
 * call {@link Communication.receive} and implement {@link ClientSession}. Payloads pass through untouched. [1/KP KP-06]
 */

import type { Journal } from '../../kernel/journal.js';
import type { IgnoredCode } from '../../kernel/kpc-events.js';
import { parseFilter, pushTopic, type ResourceAddress } from '../../kp1/topic.js';
import type { EventBus, TokenRevoked } from '../esp/events.js';
import type { Answer, ClientData, ExtensionData } from '../esp/messages.js';
import type { FaultRegister, RequestStrike } from '../faults/register.js';
import type { EndpointToken } from '../services/cm/cm.js';
import { type AdmissionPorts, admit } from './admission.js';
import { Answers, type Exchange } from './answers.js';
import { mayStay } from './client-check.js';
import { InHand } from './in-hand.js';
import type { RefusalFacts } from './refusals.js';
import { type Route, Routes } from './routes.js';
import type { ClientMessage, ClientSession, CloseCause } from './session.js';
import type { KpcSettings } from './settings.js';
import { readTopic } from './topic-check.js';

export interface CommunicationPorts extends AdmissionPorts {
  readonly settings: KpcSettings;
  readonly journal: Journal;
  readonly events: EventBus;
  /** Hands a message to an extension instance. [4/ESP] */
  readonly submit: (data: ClientData, answer: Answer) => void;
  /** Faults that somebody has armed; absent: none ever are. */
  readonly faults?: FaultRegister | undefined;
}

/**
 * The request ID under which extensions see a request without one, on transports where every request is answered: with
 * none they would take their answer for a push.
 */
const UNNAMED_REQUEST = '0';

export class Communication {
  readonly #ports: CommunicationPorts;
  readonly #answers: Answers;
  readonly #routes: Routes;
  readonly inHand = new InHand();

  constructor(ports: CommunicationPorts) {
    this.#ports = ports;
    this.#answers = new Answers(ports.settings, ports.journal);
    this.#routes = new Routes(ports.settings.pushTo === 'all');
    ports.events.listen(['token-revoked'], (event) => this.#onTokenRevoked(event));
  }

  /** Takes what a client published. Never throws on what a client sends. */
  receive(session: ClientSession, message: ClientMessage): void {
    const { topic } = message;
    const { settings } = this.#ports;
    this.#answers.noteReceived(session, message);
    if (message.retain === true) this.#answers.noteRetain(session);
    const read = readTopic(topic, settings, session.lastTopic);
    if (read.fault !== undefined) {
      this.#ignore({ session, message, requestId: read.requestId }, read.fault);
      return;
    }
    const { address } = read;
    const exchange = { session, message, requestId: address.requestId };
    const admission = admit(this.#ports, address, session);
    if (admission.refused === undefined) this.#take(exchange, address, admission.token);
    else this.#ignore(exchange, admission.refused, admission.facts);
  }

  /** A client has subscribed: with `subscribeBinds` it speaks for the endpoints that it names. (open question 8) */
  subscribed(session: ClientSession, filters: readonly string[]): void {
    if (!this.#ports.settings.subscribeBinds) return;
    for (const filter of filters) {
      const named = parseFilter(filter);
      if (named === undefined) continue;
      const admission = admit(this.#ports, { ...named, resourcePath: '' }, session);
      if (admission.refused === undefined) this.#bind(session, admission.token, named.appVersion);
    }
  }

  /** Sends a message that no request waits for to the client that last spoke for the endpoint, or to all that have. */
  push(data: ExtensionData): void {
    const routes = this.#routes.to(data.endpointId);
    if (routes.length === 0) {
      this.#ports.journal.append({
        type: 'kpc.message-undelivered',
        endpointId: data.endpointId,
        topic: `${data.extensionInstanceName}${data.resourcePath}`,
        reason: 'no client speaks for the endpoint',
      });
      return;
    }
    const { endpointId, extensionInstanceName: extensionInstance, resourcePath, payload = '' } = data;
    const strike = this.#ports.faults?.onPush(endpointId, extensionInstance, resourcePath);
    if (strike === 'lost') return;
    for (const { session, appVersion, token: used } of routes) {
      const { token } = used;
      const topic = pushTopic({ appVersion, extensionInstance, token, resourcePath });
      for (let copies = strike === 'twice' ? 2 : 1; copies > 0; copies--)
        this.#answers.send(session, topic, payload, this.#ports.settings.pushQos, 'push');
    }
  }

  /** The connection of a client is gone: its endpoints are disconnected. [9/ELCE ELCE-03] */
  closed(session: ClientSession): void {
    for (const route of [...this.#routes.of(session)]) this.#disconnect(route);
  }

  /** Ends the connections of the clients that speak for an endpoint. @returns their names */
  disconnect(endpointId: string, cause: CloseCause): string[] {
    return this.#routes.to(endpointId).map(({ session }) => {
      session.close(cause);
      return session.client;
    });
  }

  /** Ends every session that speaks for an endpoint: what its client knows of the platform no longer holds. */
  closeAll(): void {
    for (const session of this.#routes.sessions()) {
      this.closed(session);
      session.close('shutting-down');
    }
  }

  /** Whether a client still has what the tenants of its endpoints require. */
  mayStay(session: ClientSession): boolean {
    const versions = [...this.#routes.of(session)].map(({ appVersion }) => appVersion);
    return mayStay(this.#ports, session, versions);
  }

  isConnected(endpointId: string): boolean {
    return this.#routes.find(endpointId) !== undefined;
  }

  /** Says why a message is not passed on; with `badTokenOrTopic: disconnect` its client goes. (open question 3) */
  #ignore(exchange: Exchange, code: IgnoredCode, facts: RefusalFacts = {}): void {
    this.#answers.ignore(exchange, code, facts);
    if (code === 'client-not-authenticated') exchange.session.end('not-authenticated');
    const isRequest = exchange.message.respond !== undefined;
    if (this.#ports.settings.badTokenOrTopic === 'disconnect' && !isRequest)
      exchange.session.end('bad-token-or-topic');
  }

  /** What an endpoint may say goes to its extension instance, unless an armed fault stands in between. */
  #take(exchange: Exchange, address: ResourceAddress, used: EndpointToken): void {
    const { extensionInstance, token } = address;
    const strike = this.#ports.faults?.onRequest(used.endpointId, extensionInstance, exchange.message.topic);
    if (strike?.kind === 'reject-token')
      this.#ignore(exchange, 'token-not-usable', { token, tokenState: 'Suspended', fault: strike.fault });
    else this.#submit(exchange, address, used, strike);
  }

  /** [4/ESP] */
  #submit(exchange: Exchange, address: ResourceAddress, used: EndpointToken, strike?: RequestStrike): void {
    const { session, message } = exchange;
    const { endpointId, token } = used;
    const { appVersion } = address;
    const isVisit = message.respond !== undefined && this.#visit(session, endpointId, appVersion);
    if (message.respond === undefined) this.#bind(session, used, appVersion);
    const data: ClientData = {
      appVersionName: appVersion,
      extensionInstanceName: address.extensionInstance,
      endpointId,
      resourcePath: address.resourcePath,
      requestId: address.requestId ?? (message.respond === undefined ? undefined : UNNAMED_REQUEST),
      payload: message.payload,
    };
    const answer: Answer = (given) => this.#answers.answer(exchange, given);
    this.inHand.begin(exchange, token, endpointId);
    try {
      if (strike === undefined) this.#ports.submit(data, answer);
      else this.#ports.faults?.carryOut(strike, data, answer, this.#ports.submit);
    } finally {
      this.inHand.end();
    }
    if (isVisit) this.#announce('disconnected', session, endpointId, appVersion);
  }

  /**
   * A request of a transport that cannot be pushed to: it makes no route, and takes none over. An endpoint that nobody
   * speaks for is connected for as long as the request is handled. (reference, open question 31)
   * @returns true when the endpoint must be disconnected afterwards
   */
  #visit(session: ClientSession, endpointId: string, appVersion: string): boolean {
    const route = this.#routes.find(endpointId);
    if (route !== undefined) {
      this.#bind(route.session, route.token, appVersion);
      return false;
    }
    if (this.#ports.settings.transports.http.connectivity === 'none') return false;
    this.#announce('connected', session, endpointId, appVersion);
    return true;
  }

  /** Notes who speaks for the endpoint now; announces it when that is news. [9/ELCE ELCE-02] */
  #bind(session: ClientSession, token: EndpointToken, appVersion: string): void {
    const { lastRoute } = session;
    const { endpointId } = token;
    const isSame = lastRoute?.endpointId === endpointId && lastRoute.appVersion === appVersion;
    if (isSame && lastRoute.isLast) {
      lastRoute.token = token;
      return;
    }
    const known = this.#routes.find(endpointId, session);
    if (known?.appVersion === appVersion) {
      known.token = token;
      if (known.isLast) session.lastRoute = known;
      else this.#routes.add(known);
      return;
    }
    this.#routes.add({ endpointId, session, token, appVersion, isLast: true });
    this.#announce('connected', session, endpointId, appVersion);
  }

  #onTokenRevoked(event: TokenRevoked): void {
    for (const route of [...this.#routes.to(event.endpointId)]) {
      // The endpoint may speak under another of its tokens: that session goes on. [16/ECAP ECAP-16]
      if (route.token.token !== event.token) continue;
      this.#disconnect(route);
      const { session } = route;
      if (this.#ports.settings.tokenRevoked === 'connection' && this.#routes.count(session) === 0)
        session.close('token-revoked');
    }
  }

  #disconnect(route: Route): void {
    const { endpointId, session, appVersion } = route;
    this.#routes.remove(route);
    // With `pushTo: all` somebody else may still speak for it.
    if (this.#routes.find(endpointId) !== undefined) return;
    this.#announce('disconnected', session, endpointId, appVersion);
  }

  #announce(
    what: 'connected' | 'disconnected',
    { client }: ClientSession,
    endpointId: string,
    appVersion: string,
  ): void {
    this.#ports.journal.append({ type: `kpc.endpoint-${what}`, endpointId, client, appVersion });
    this.#ports.events.raise({ type: `endpoint-${what}`, endpointId, appVersionName: appVersion });
  }
}
