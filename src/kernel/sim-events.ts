/**
 * The part of the journal's vocabulary that fleets write: what virtual endpoints send, receive and miss.
 *
 * An endpoint is named by its fleet and token: devices know no IDs.
 */

import type { DeviceEvent } from './device-events.js';

interface FleetEndpointRef {
  readonly fleet: string;
  readonly token: string;
}

export type SimEvent =
  | DeviceEvent
  | ({ readonly type: 'sim.connected' | 'sim.connection-lost' | 'sim.connection-closed' } & {
      readonly client: string;
      readonly reason?: string;
    })
  | {
      readonly type: 'sim.reconnecting';
      readonly client: string;
      /** From 1, since the connection was lost. */
      readonly attempt: number;
      readonly inMs: number;
      /** Why the attempt before failed. */
      readonly reason?: string;
    }
  | {
      /** A client that tries no more to connect again. */
      readonly type: 'sim.gave-up';
      readonly client: string;
      /** Those that have failed. */
      readonly attempts: number;
    }
  | ({
      /** An endpoint has moved to another gateway; both are clients. */
      readonly type: 'sim.roamed';
      readonly from: string;
      readonly to: string;
    } & FleetEndpointRef)
  | ({
      /** Another attempt of what had been answered. */
      readonly type: 'sim.request-answered-again';
      readonly topic: string;
    } & FleetEndpointRef)
  | ({
      /** It came for an endpoint that was off. */
      readonly type: 'sim.message-missed';
      readonly path: string;
    } & FleetEndpointRef)
  | ({
      /** Taken while there was no connection. */
      readonly type: 'sim.samples-not-sent';
      readonly samples: number;
    } & FleetEndpointRef)
  | ({
      readonly type: 'sim.request-sent' | 'sim.request-resent';
      readonly topic: string;
      readonly payload: string;
    } & FleetEndpointRef)
  | ({
      readonly type: 'sim.request-confirmed' | 'sim.request-late';
      readonly topic: string;
      readonly latencyMs: number;
    } & FleetEndpointRef)
  | ({
      readonly type: 'sim.request-rejected';
      readonly topic: string;
      readonly latencyMs: number;
      readonly statusCode: number;
      readonly reasonPhrase: string;
    } & FleetEndpointRef)
  | ({
      readonly type: 'sim.request-unanswered';
      readonly topic: string;
      readonly afterMs: number;
    } & FleetEndpointRef)
  | ({
      readonly type: 'sim.command-received' | 'sim.command-answered';
      readonly commandType: string;
      readonly commandId: number;
      readonly statusCode?: number;
    } & FleetEndpointRef)
  | ({
      readonly type: 'sim.configuration-received';
      readonly extension: string;
      /** `default` for the one without a name. */
      readonly name: string;
      readonly configId: string;
    } & FleetEndpointRef)
  | ({
      readonly type: 'sim.configuration-refused';
      readonly extension: string;
      readonly name: string;
      readonly configId: string;
      readonly statusCode: number;
      readonly reasonPhrase?: string;
    } & FleetEndpointRef)
  | ({
      readonly type: 'sim.configuration-applied';
      readonly extension: string;
      readonly name: string;
      readonly configId: string;
      readonly statusCode: number;
    } & FleetEndpointRef)
  | ({
      /** A fault of the fleet file has struck. */
      readonly type: 'sim.fault';
      /** Its kind, such as `spike`. */
      readonly fault: string;
      /** What it struck, such as a field. */
      readonly detail?: string;
    } & FleetEndpointRef)
  | {
      /** The run is over: what it came to, as `kaa sim run --json` prints it. What follows is only the end of its platform. */
      readonly type: 'sim.run-ended';
      readonly report: object;
    }
  | {
      /** Something that a run is told to do and cannot, or not in time. */
      readonly type: 'sim.note';
      readonly fleet: string;
      readonly text: string;
    }
  | ({
      readonly type: 'sim.unexpected-message';
      readonly topic: string;
      readonly reason: string;
    } & FleetEndpointRef);
