/**
 * A message in a few words, for timelines and evidence.
 */
import type { Message } from './message.js';

const PAYLOAD_SHOWN = 120;

/** `→ /result/reboot/3 [{"id":1,"statusCode":200}]`; the arrow points to the platform or to the device. */
export function statementOfMessage({ fromDevice, address, payload }: Message): string {
  const { extensionInstance, resourcePath, requestId } = address;
  const path = `${extensionInstance}${resourcePath}${requestId === undefined ? '' : `/${requestId}`}`;
  const text = payload.length > PAYLOAD_SHOWN ? `${payload.slice(0, PAYLOAD_SHOWN - 1)}…` : payload;
  return `${fromDevice ? '→' : '←'} ${path}${text === '' ? '' : ` ${text}`}`;
}
