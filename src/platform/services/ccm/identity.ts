/**
 * Who a client says it is, in the forms in which it is compared.
 *
 * Issuers are written in several ways: with commas or one part to a line, from the country down or from the name up. They
 * are compared by their parts. Serial numbers are whole numbers in base 10. [22/CAP]
 */

/** `CN=Development CA,O=Acme` and its parts in any order, on one line or several, all give the same text. */
export function issuerKey(issuer: string): string {
  return issuer
    .split(/(?<!\\)[,\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .sort()
    .join(',');
}

/** Without leading zeros; undefined when it is not a whole number. */
export function serialKey(serialNumber: string): string | undefined {
  return /^[0-9]+$/.test(serialNumber) ? BigInt(serialNumber).toString() : undefined;
}

/** The serial number as Node's TLS gives it, hexadecimal, in base 10. */
export function decimalSerial(hexadecimal: string): string {
  return BigInt(`0x${hexadecimal.replaceAll(':', '')}`).toString();
}

/** `<user>@<tenant>` taken apart; a user name may have an @ of its own. Undefined when no tenant is named. */
export function splitUsername(wire: string): { readonly user: string; readonly tenant: string } | undefined {
  const at = wire.lastIndexOf('@');
  return at < 1 ? undefined : { user: wire.slice(0, at), tenant: wire.slice(at + 1) };
}
