/**
 * What a contract test can do to a device, from the platform's side, as a port. Whoever runs the test implements it.
 *
 * Nothing waits here: an action has begun when its call returns, and the driver looks for what comes of it. What cannot be done
 * is refused with a KaaError; the expectation stays unknown then, with that reason.
 */

/** An endpoint whose promises are tested. */
export interface TestedEndpoint {
  readonly token: string;
  readonly endpointId: string;
  readonly application: string;
  readonly appVersion: string;
}

export interface CommandCall {
  readonly type: string;
  readonly payload: unknown;
  /** Push it twice under one ID. */
  readonly duplicated: boolean;
}

/** Ends what an action has begun; harmless the second time. */
export type Undo = () => void;

export interface Operator {
  /** @returns the command ID */
  invokeCommand(endpoint: TestedEndpoint, call: CommandCall): number;
  /** What the endpoint should have now. */
  configuration(endpoint: TestedEndpoint, name: string): { readonly config: unknown } | undefined;
  /** Assigns a configuration to the endpoint and pushes it, although it be the same; undone, what was before is assigned. */
  setConfiguration(
    endpoint: TestedEndpoint,
    name: string,
    config: unknown,
  ): { readonly configId: string; readonly undo: Undo };
  /** Cuts every connection; new ones are welcome at once. */
  cutLink(): void;
  /** Cuts every connection and refuses new ones until it is undone. */
  downLink(): Undo;
  /** Answers are lost, or late by so much, until it is undone. */
  holdAnswers(
    endpoints: readonly TestedEndpoint[],
    how: { readonly lateMs?: number | undefined; readonly extension?: string | undefined },
  ): Undo;
  suspendToken(endpoint: TestedEndpoint): Undo;
  /** Ends every connection as a platform that stops, and is away for so long. */
  restartPlatform(awayMs: number): Undo;
}

/** Values that fit a schema, or do not; the same for the same name. */
export interface Instances {
  /** @throws KaaError where none can be made */
  valid(schema: object, name: string): unknown;
  /** Breaks the schema in one place. @throws KaaError where none can be made */
  invalid(schema: object, name: string): unknown;
}
