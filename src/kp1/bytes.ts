/**
 * Payloads are bytes on their way and texts in the journal and where JSON is read: one place that makes the one of the other.
 */

/** UTF-8; what is none is shown with replacement characters. Never throws. */
export function textOf(bytes: Uint8Array): string {
  const buffer = Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.toString('utf8');
}
