/**
 * What became of the connections of a run, counted.
 */

/** What is left out had nothing to count. */
export interface ConnectionReport {
  /** How often a client had a connection again. */
  readonly reconnects: number;
  /** Data samples that were sent once more, since no answer had come. */
  readonly resent?: number;
  /** Of those, how many were answered although another attempt had been: the server may have them twice. */
  readonly answeredAgain?: number;
  /** Data samples that were taken without a connection, and are gone; they are not among those sent. */
  readonly notSent?: number;
  /** Messages that came for endpoints which were off, behind a gateway. */
  readonly missedMessages?: number;
  /** How often an endpoint moved to another gateway. */
  readonly moves?: number;
}

export class ConnectionFigures {
  /** Connections that were ever opened. */
  opened = 0;
  /** Endpoints that can speak now, and the most there ever were. */
  speaking = 0;
  speakingMax = 0;
  /** Not on purpose. */
  lost = 0;
  reconnects = 0;
  resent = 0;
  answeredAgain = 0;
  notSent = 0;
  missedMessages = 0;
  moves = 0;

  report(): ConnectionReport {
    const { reconnects, resent, answeredAgain, notSent, missedMessages, moves } = this;
    const optional = { resent, answeredAgain, notSent, missedMessages, moves };
    return { reconnects, ...Object.fromEntries(Object.entries(optional).filter(([, count]) => count > 0)) };
  }
}
