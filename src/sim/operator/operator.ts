/**
 * Somebody on the platform's side, as the `operator` actions of a fleet file want it.
 *
 * A port: the facade implements it from the embedded platform. A remote target has none, and the run says so.
 */

/** An endpoint as both sides can name it. */
export interface TokenRef {
  readonly applicationName: string;
  readonly token: string;
}

export interface Operator {
  /** @param payload any JSON value; undefined: none */
  invokeCommand(endpoint: TokenRef, commandType: string, payload: unknown): void | Promise<void>;
  /** Sets the default configuration of this endpoint. */
  pushConfiguration(endpoint: TokenRef, config: unknown): void | Promise<void>;
}
