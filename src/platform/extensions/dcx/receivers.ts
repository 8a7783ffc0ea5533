/**
 * DCX and its reliable receivers: a request succeeds when each of them has processed its data samples. [13/DSTP]
 *
 * Success is told when the last one has answered; a failure, too, waits for the others, so that its answer names all
 * that failed. Without an answer of somebody the time runs out. (DCX; open question 22)
 */
import { isSuccess } from '../../../kp1/error-response.js';
import type { DataSamplesReceived } from '../../esp/events.js';
import { accept, type Effects, NO_EFFECTS, type PlatformCall, type Reply, refuse } from '../extension.js';
import type { DcxSettings } from './settings.js';

interface WaitingRequest {
  readonly endpointId: string;
  /** Receivers that have not answered yet. */
  readonly missing: Set<string>;
  /** What those said that failed. */
  readonly failures: string[];
}

/** By correlation ID, which counts up. */
export interface Waiting {
  readonly requests: Map<string, WaitingRequest>;
  lastId: number;
}

interface ReceiverState {
  readonly settings: DcxSettings;
  readonly waiting: Waiting;
}

/** Sends the data samples on and leaves the request open. [13/DSTP DSTP-02] */
export function awaitReceivers(
  { settings, waiting }: ReceiverState,
  receivers: readonly string[],
  event: DataSamplesReceived,
): Effects {
  const { requests } = waiting;
  if (requests.size >= settings.waitingRequestsMax)
    return refuse(503, `${requests.size} requests wait for reliable receivers already`);
  waiting.lastId++;
  const correlationId = String(waiting.lastId);
  requests.set(correlationId, {
    endpointId: event.endpointId,
    missing: new Set(receivers),
    failures: [],
  });
  return {
    opens: { key: correlationId, timeoutMs: settings.receiverTimeoutMs },
    events: [{ ...event, correlationId }],
  };
}

/** A receiver has answered; those that are not reliable do not count. [13/DSTP DSTP-03] */
export function onProcessed(
  { settings, waiting }: ReceiverState,
  call: Extract<PlatformCall, { type: 'data-samples-processed' }>,
): Effects {
  const { receiver, correlationId, statusCode, reasonPhrase } = call;
  const request = waiting.requests.get(correlationId);
  if (request === undefined || !request.missing.delete(receiver)) return NO_EFFECTS;
  if (!isSuccess(statusCode))
    request.failures.push(`${receiver}: ${statusCode} ${reasonPhrase ?? ''}`.trim());
  if (request.missing.size > 0) return NO_EFFECTS;
  waiting.requests.delete(correlationId);
  const { failures } = request;
  if (failures.length === 0) return answer(correlationId, accept().reply);
  return answer(correlationId, failed(settings, failures));
}

/** Not everybody has answered in time. */
export function onTimeout({ settings, waiting }: ReceiverState, correlationId: string): Effects {
  const request = waiting.requests.get(correlationId);
  if (request === undefined) return NO_EFFECTS;
  waiting.requests.delete(correlationId);
  const { receiverTimeoutMs, receiverTimeoutStatusCode: statusCode } = settings;
  const silent = [...request.missing].join(', ');
  const reasonPhrase = `no answer from the reliable receiver ${silent} within ${receiverTimeoutMs} ms`;
  return answer(correlationId, { statusCode, reasonPhrase });
}

/** An endpoint is gone: nobody waits for its answers. */
export function forgetRequests({ waiting }: ReceiverState, endpointId: string): void {
  for (const [correlationId, request] of waiting.requests) {
    if (request.endpointId === endpointId) waiting.requests.delete(correlationId);
  }
}

function failed({ receiverFailedStatusCode: statusCode }: DcxSettings, failures: readonly string[]): Reply {
  return { statusCode, reasonPhrase: `a reliable receiver failed: ${failures.join('; ')}` };
}

function answer(key: string, reply: Reply): Effects {
  return { lateReplies: [{ key, reply }] };
}
