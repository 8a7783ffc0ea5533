/**
 * Client credentials as blueprint.yaml declares them: user names with passwords, and client certificates. [22/CAP]
 *
 * The part of the model that says who may connect; which transport asks for it is a setting of kpc.
 */
import { type Static, Type } from '../schema.js';

const closed = { additionalProperties: false } as const;

/** Serial numbers of certificates, in base 10. [22/CAP] */
export const SERIAL_NUMBER_PATTERN = '^[0-9]+$';

export const Credentials = Type.Object(
  {
    basic: Type.Optional(
      Type.Array(
        Type.Object(
          {
            username: Type.String({
              minLength: 1,
              description: 'Without the tenant: clients connect as <username>@<tenant>.',
            }),
            password: Type.String({
              minLength: 1,
              description: 'For the local platform only; it is not the place for a real one.',
            }),
          },
          closed,
        ),
        { description: 'User names and passwords.' },
      ),
    ),
    x509: Type.Optional(
      Type.Array(
        Type.Object(
          {
            issuer: Type.String({
              minLength: 1,
              description: 'Issuer of the client certificate, such as "CN=Development CA,O=Acme".',
            }),
            serialNumber: Type.String({
              pattern: SERIAL_NUMBER_PATTERN,
              description: 'Serial number of the client certificate in base 10, in quotes.',
            }),
          },
          closed,
        ),
        { description: 'Client certificates.' },
      ),
    ),
  },
  {
    ...closed,
    description:
      'Client credentials, good for every endpoint of the tenant. They are asked for only where the settings of kpc require them.',
  },
);
export type Credentials = Static<typeof Credentials>;
