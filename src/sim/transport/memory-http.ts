/**
 * The transport of HTTP into a platform in this process: the same requests and answers, without a socket.
 */
import type { Clock } from '../../kernel/clock.js';
import { isSuccess } from '../../kp1/error-response.js';
import { createHttpTransport } from './http.js';
import type { Transport } from './transport.js';

export interface MemoryHttpPorts {
  readonly clock: Clock;
  /** What the platform answers to a POST. */
  readonly post: (
    topic: string,
    payload: string,
  ) => Promise<{ readonly statusCode: number; readonly payload: string }>;
}

export function createMemoryHttpTransport({ clock, post }: MemoryHttpPorts): Transport {
  return createHttpTransport('memory', {
    clock,
    poster: {
      probe: async () => {},
      async post(topic, payload) {
        const answer = await post(topic, payload);
        // Over HTTP every success is 200. (Node-RED connector)
        const statusCode = isSuccess(answer.statusCode) ? 200 : answer.statusCode;
        return { statusCode, body: Buffer.from(answer.payload) };
      },
      rest: () => {},
    },
  });
}
