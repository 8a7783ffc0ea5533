/**
 * Status codes and what a contract says of them: `404`, or `4xx` for all of that hundred.
 */
export function statusMatches(wanted: string, statusCode: unknown): boolean {
  const text = String(statusCode);
  return wanted.endsWith('xx') ? text.length === 3 && text[0] === wanted[0] : text === wanted;
}
