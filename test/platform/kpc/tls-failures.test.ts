/**
 * The failures are real ones: a TLS server in memory and clients that do one thing wrong each.
 */
import { connect as connectTcp } from 'node:net';
import { connect, createServer, type Server } from 'node:tls';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tlsFailure } from '../../../src/platform/kpc/tls-failures.js';

let server: Server;
let port: number;
beforeAll(async () => {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }]);
  server = createServer({ cert, key, minVersion: 'TLSv1.2', handshakeTimeout: 200 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as { port: number }).port;
});
afterAll(() => server.close());

/** What the server sees of a client. */
async function failureOf(come: () => { destroy(): unknown }) {
  const failed = new Promise<Error>((resolve) => server.once('tlsClientError', resolve));
  const client = come();
  const failure = tlsFailure((await failed) as Error & { code?: string });
  client.destroy();
  return failure;
}

const tcp = (bytes?: string) => () => {
  const socket = connectTcp(port, '127.0.0.1');
  socket.on('error', () => {});
  if (bytes !== undefined) socket.write(bytes);
  return socket;
};

test.each([
  ['plain MQTT', tcp('\x10\x0d\x00\x04MQTT\x04\x02\x00\x00\x00\x01a'), /does not speak TLS/, /mqtts:\/\//],
  ['HTTP', tcp('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'), /speaks HTTP/, /HTTP port/],
  ['nothing', tcp(), /in time/, /TLS 1\.2/],
])('%s', async (_what, come, reason, remedy) => {
  const failure = await failureOf(come);
  expect(failure.reason).toMatch(reason);
  expect(failure.remedy).toMatch(remedy);
});

test('TLS 1.1', async () => {
  const failure = await failureOf(() =>
    connect({
      port,
      host: '127.0.0.1',
      rejectUnauthorized: false,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'ALL:@SECLEVEL=0',
    }).on('error', () => {}),
  );
  expect(failure.reason).toMatch(/no TLS newer than 1\.1/);
});

test.each([
  [{ code: 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', message: 'x' }, /does not trust the certificate/],
  [
    {
      message:
        '80AB12:error:0A000412:SSL routines:ssl3_read_bytes:sslv3 alert bad certificate:../ssl/record/rec.c:1590:',
    },
    /does not trust the certificate/,
  ],
  [{ code: 'ECONNRESET', message: 'read ECONNRESET' }, /closed the connection during the TLS handshake/],
  [
    { message: '80AB12:error:0A0000F4:SSL routines:ossl_statem:unexpected message:../ssl/statem/s.c:62:' },
    /^the TLS handshake failed: unexpected message$/,
  ],
])('%o', (error, reason) => {
  expect(tlsFailure(error).reason).toMatch(reason);
});
