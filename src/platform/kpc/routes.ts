/**
 * Which client speaks for which endpoint: the last one that did. [§1.4 roaming, 1/KP KP-24]
 *
 * A route is made by a message, not by a connection or a subscription. It ends with the session, or when another
 * session speaks for the endpoint; with the setting `pushTo: all` a session keeps its route then. (reference, open question 9)
 */
import type { EndpointToken } from '../services/cm/cm.js';
import type { ClientSession } from './session.js';

export interface Route {
  readonly endpointId: string;
  readonly session: ClientSession;
  /** The token and version that the endpoint used last: pushes go out under them. */
  token: EndpointToken;
  appVersion: string;
  /** Its session is the last that spoke for the endpoint: pushes go there. */
  isLast: boolean;
}

export class Routes {
  /** The last speaker is last; the others are there only where all are kept. */
  readonly #byEndpoint = new Map<string, Route[]>();
  readonly #bySession = new Map<ClientSession, Map<string, Route>>();
  readonly #keepsAll: boolean;

  /** @param keepsAll whether a session keeps its route when another one speaks for the endpoint */
  constructor(keepsAll = false) {
    this.#keepsAll = keepsAll;
  }

  /** The route of the last speaker, or of the given session. */
  find(endpointId: string, session?: ClientSession): Route | undefined {
    if (session !== undefined) return this.#bySession.get(session)?.get(endpointId);
    return this.#byEndpoint.get(endpointId)?.at(-1);
  }

  /** Every route to an endpoint, the last speaker's last. */
  to(endpointId: string): readonly Route[] {
    return this.#byEndpoint.get(endpointId) ?? [];
  }

  /** The routes of a session, in the order in which its endpoints first spoke. */
  of(session: ClientSession): Iterable<Route> {
    return this.#bySession.get(session)?.values() ?? [];
  }

  /** Every session that speaks for an endpoint. */
  sessions(): readonly ClientSession[] {
    return [...this.#bySession.keys()];
  }

  count(session: ClientSession): number {
    return this.#bySession.get(session)?.size ?? 0;
  }

  /** Makes the session of the route the last speaker, in place of whoever may not keep a route. */
  add(route: Route): void {
    const { endpointId, session } = route;
    for (const other of [...this.to(endpointId)])
      if (!this.#keepsAll || other.session === session) this.remove(other);
    // Only now: what was removed has made another the last.
    const before = this.find(endpointId);
    if (before !== undefined) before.isLast = false;
    const there = this.#byEndpoint.get(endpointId);
    if (there === undefined) this.#byEndpoint.set(endpointId, [route]);
    else there.push(route);
    const routes = this.#bySession.get(session);
    if (routes === undefined) this.#bySession.set(session, new Map([[endpointId, route]]));
    else routes.set(endpointId, route);
    route.isLast = true;
    session.lastRoute = route;
  }

  remove(route: Route): void {
    const { endpointId, session } = route;
    const left = this.to(endpointId).filter((other) => other !== route);
    const last = left.at(-1);
    route.isLast = false;
    if (last !== undefined) last.isLast = true;
    if (left.length > 0) this.#byEndpoint.set(endpointId, left);
    else this.#byEndpoint.delete(endpointId);
    const routes = this.#bySession.get(session);
    routes?.delete(endpointId);
    if (routes?.size === 0) this.#bySession.delete(session);
  }
}
