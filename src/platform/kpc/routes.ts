/**
 * Which client speaks for which endpoint: the last one that did. [§1.4 roaming, 1/KP KP-24]
 *
 * A route is made by a message, not by a connection or a subscription. It ends with the session, or when another
 * session speaks for the endpoint.
 */
import type { ClientSession } from './session.js';

export interface Route {
  readonly endpointId: string;
  readonly session: ClientSession;
  /** The token and version that the endpoint used last: pushes go out under them. */
  token: string;
  appVersion: string;
}

export class Routes {
  readonly #byEndpoint = new Map<string, Route>();
  readonly #bySession = new Map<ClientSession, Map<string, Route>>();

  find(endpointId: string): Route | undefined {
    return this.#byEndpoint.get(endpointId);
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

  add(route: Route): void {
    this.remove(route.endpointId);
    this.#byEndpoint.set(route.endpointId, route);
    const routes = this.#bySession.get(route.session);
    if (routes === undefined) this.#bySession.set(route.session, new Map([[route.endpointId, route]]));
    else routes.set(route.endpointId, route);
  }

  remove(endpointId: string): Route | undefined {
    const route = this.#byEndpoint.get(endpointId);
    if (route === undefined) return undefined;
    this.#byEndpoint.delete(endpointId);
    const routes = this.#bySession.get(route.session);
    routes?.delete(endpointId);
    if (routes?.size === 0) this.#bySession.delete(route.session);
    return route;
  }
}
