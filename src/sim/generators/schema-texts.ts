/** Texts of the lengths and formats that a JSON Schema asks for. */
import type { ValueFactory } from './generator.js';
import type { Schema } from './schema-node.js';
import { stamp } from './timestamp.js';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const TEXT_LENGTH = 8;

/** Times are those of the data sample. */
export function textsOf(node: Schema): ValueFactory {
  const timeOf = TIMES[String(node.format)];
  if (timeOf !== undefined) return () => ({ next: ({ at }) => timeOf(String(stamp(at, 'iso'))) });
  const least = typeof node.minLength === 'number' ? node.minLength : 0;
  const most = typeof node.maxLength === 'number' ? node.maxLength : Infinity;
  const length = Math.min(Math.max(least, TEXT_LENGTH), most);
  const format = FORMATS[String(node.format)] ?? ((text: string) => text);
  return (origin) => {
    const stream = origin.random.stream(origin.streamName);
    return {
      next: () => {
        // Both are drawn each time, so that a change of the format leaves the rest as it was.
        const uuid = stream.uuid();
        return format(stream.text(length, LETTERS), uuid);
      },
    };
  };
}

/** From `2026-01-31T12:00:00.000Z`. */
const TIMES: Readonly<Record<string, (iso: string) => string>> = {
  'date-time': (iso) => iso,
  'iso-date-time': (iso) => iso,
  date: (iso) => iso.slice(0, 10),
  time: (iso) => iso.slice(11),
  'iso-time': (iso) => iso.slice(11),
};

type Format = (text: string, uuid: string) => string;

const email: Format = (text) => `${text}@example.com`;
const hostname: Format = (text) => `${text}.example.com`;
const uri: Format = (text) => `https://example.com/${text}`;
const reference: Format = (text) => `/${text}`;
const byteOf = (uuid: string) => Number.parseInt(uuid.slice(0, 4), 16);

/** Addresses and names are those that are kept for examples (RFC 2606, 3849, 5737). */
const FORMATS: Readonly<Record<string, Format>> = {
  uuid: (_text, uuid) => uuid,
  email,
  'idn-email': email,
  hostname,
  'idn-hostname': hostname,
  uri,
  url: uri,
  iri: uri,
  'uri-reference': reference,
  'iri-reference': reference,
  'uri-template': reference,
  'json-pointer': reference,
  'relative-json-pointer': (text) => `0/${text}`,
  ipv4: (_text, uuid) => `192.0.2.${1 + (byteOf(uuid) % 254)}`,
  ipv6: (_text, uuid) => `2001:db8::${uuid.slice(0, 4)}`,
  duration: (_text, uuid) => `PT${1 + (byteOf(uuid) % 3600)}S`,
  byte: (text) => text.padEnd(Math.ceil(text.length / 4) * 4, 'a'),
};
