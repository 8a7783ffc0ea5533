/**
 * 1/KP over HTTP for clients in this process: what a POST would bring, without a socket and without HTTP.
 */
import type { Clock } from '../../kernel/clock.js';
import { encodeErrorResponse } from '../../kp1/error-response.js';
import { Payload } from '../../kp1/payload.js';
import type { Communication } from './communication.js';
import type { Response } from './session.js';
import type { KpcSettings } from './settings.js';

export interface MemoryHttpPorts {
  readonly settings: KpcSettings;
  readonly clock: Clock;
  readonly communication: Communication;
}

const CLIENT = 'http memory';
const TIMEOUT = 504;

/** Settles with the answer, or with 504 when there was none in time. */
export function postInMemory(
  { settings, clock, communication }: MemoryHttpPorts,
  topic: string,
  payload: string,
): Promise<Response> {
  const { responseTimeoutMs } = settings.transports.http;
  return new Promise((resolve) => {
    let closed = false;
    const respond = (response: Response) => {
      if (closed) return;
      closed = true;
      cancel();
      resolve(response);
    };
    const cancel = clock.schedule(responseTimeoutMs, 'the answer to a request in memory', () => {
      const reasonPhrase = `no answer within ${responseTimeoutMs} ms`;
      respond({ statusCode: TIMEOUT, payload: encodeErrorResponse({ statusCode: TIMEOUT, reasonPhrase }) });
    });
    const session = {
      client: CLIENT,
      get closed() {
        return closed;
      },
      send() {},
      close() {},
      end() {},
    };
    communication.receive(session, { topic, payload: Payload.ofText(payload), qos: 0, respond });
  });
}
