/**
 * The part of the journal's vocabulary that tells what was done to the platform on purpose: faults that were armed and
 * struck, and restarts.
 */

export type PlatformOperation =
  | {
      readonly type: 'platform.fault-armed';
      /** Its ID. */
      readonly fault: string;
      readonly kind: string;
    }
  | {
      readonly type: 'platform.fault-disarmed';
      readonly fault: string;
      readonly kind: string;
      /** How often it struck. */
      readonly struck: number;
    }
  | {
      /** A fault struck a message: a request by its whole topic, a push by its extension instance and resource path. */
      readonly type: 'platform.fault';
      readonly fault: string;
      readonly kind: string;
      readonly endpointId: string;
      readonly extensionInstance: string;
      readonly topic: string;
    }
  | {
      /** Every connection ends and nothing listens for so many milliseconds; the state stays. */
      readonly type: 'platform.restarting';
      readonly downMs: number;
    }
  | { readonly type: 'platform.restarted' }
  | {
      /** It does not listen any more. */
      readonly type: 'platform.restart-failed';
      readonly reason: string;
    };
