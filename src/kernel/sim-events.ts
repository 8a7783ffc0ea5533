/**
 * The part of the journal's vocabulary that fleets write: what virtual endpoints send, receive and miss.
 *
 * An endpoint is named by its fleet and token: devices know no IDs.
 */

interface FleetEndpointRef {
  readonly fleet: string;
  readonly token: string;
}

export type SimEvent =
  | ({ readonly type: 'sim.connected' | 'sim.connection-lost' } & {
      readonly client: string;
      readonly reason?: string;
    })
  | ({
      readonly type: 'sim.request-sent';
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
      readonly type: 'sim.configuration-applied';
      readonly extension: string;
      readonly name: string;
      readonly configId: string;
      readonly statusCode: number;
    } & FleetEndpointRef)
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
