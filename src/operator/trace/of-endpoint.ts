/**
 * Which events of a whole journal are about one endpoint, known by a token or its ID. In the journal itself stands which token
 * is whose, so nobody needs to be asked.
 */
import { parseRequestTopic, parseServerTopic } from '../../kp1/topic.js';
import type { StreamedEvent } from '../events.js';

/** A test for events in their order; it learns from those it is given. */
export function endpointTest(name: string): (event: StreamedEvent) => boolean {
  const ids = new Set([name]);
  const tokens = new Set([name]);
  return (event) => {
    const { endpointId, token, topic } = event;
    if (event.type === 'cm.token-issued') {
      if (tokens.has(String(token))) ids.add(String(endpointId));
      else if (ids.has(String(endpointId))) tokens.add(String(token));
    }
    if (typeof endpointId === 'string' && ids.has(endpointId)) return true;
    if (typeof token === 'string' && tokens.has(token)) return true;
    const addressed = typeof topic === 'string' ? tokenIn(topic) : undefined;
    return addressed !== undefined && tokens.has(addressed);
  };
}

function tokenIn(topic: string): string | undefined {
  const server = parseServerTopic(topic);
  if (server !== undefined) return server.token;
  const request = parseRequestTopic(topic);
  return request.fault === undefined ? request.token : undefined;
}
