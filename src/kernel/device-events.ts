/**
 * The part of the journal's vocabulary that tells what virtual endpoints do of themselves: states, power, software.
 */

interface FleetEndpointRef {
  readonly fleet: string;
  readonly token: string;
}

export type DeviceEvent =
  | ({
      readonly type: 'sim.state-changed';
      readonly from: string;
      readonly to: string;
      /** `time`, `probability`, `data sample`, `configuration`, `command <type>` or `restart`. */
      readonly cause: string;
    } & FleetEndpointRef)
  | ({
      readonly type: 'sim.powered-off';
      readonly cause: string;
      /** Absent: until something switches it on. */
      readonly forMs?: number;
    } & FleetEndpointRef)
  | ({ readonly type: 'sim.powered-on' } & FleetEndpointRef)
  | ({
      /** It was being executed when the endpoint lost its power. */
      readonly type: 'sim.command-lost';
      readonly commandType: string;
      readonly commandId: number;
    } & FleetEndpointRef)
  | ({
      readonly type: 'sim.software-update';
      readonly version: string;
      readonly outcome: 'started' | 'done' | 'failed';
    } & FleetEndpointRef);
