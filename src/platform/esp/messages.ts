/**
 * 4/ESP: what the communication service and the extension services say to each other.
 *
 * In the RFC these are Avro records over NATS; here they are values passed in one process. The extension instance
 * that a message is for, or comes from, is part of the NATS subject there and a field here.
 */

import type { Payload } from '../../kp1/payload.js';

/** A message from an endpoint to an extension instance. */
export interface ClientData {
  readonly appVersionName: string;
  readonly extensionInstanceName: string;
  readonly endpointId: string;
  /** What follows the token in the topic, with its leading slash: `/json`, `/config/json`. */
  readonly resourcePath: string;
  /** The digits as received; undefined when the endpoint named none. */
  readonly requestId: string | undefined;
  readonly payload: Payload;
}

/** A message from an extension instance to an endpoint: an answer, or a push when it has no request ID. */
export interface ExtensionData {
  readonly extensionInstanceName: string;
  readonly endpointId: string;
  readonly resourcePath: string;
  readonly requestId: string | undefined;
  /** Absent means zero bytes. */
  readonly payload?: string | undefined;
  readonly statusCode: number;
  readonly reasonPhrase?: string | undefined;
  /** The armed fault that answers in place of the instance. */
  readonly fault?: string | undefined;
}

/** Takes the one answer to a {@link ClientData}; never called when there is nothing to say. */
export type Answer = (data: ExtensionData) => void;
