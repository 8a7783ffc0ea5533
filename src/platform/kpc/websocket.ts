/**
 * MQTT over WebSocket: binary frames at the path /ws with the sub-protocol `mqtt`. [MQTT 5, 6]
 *
 * A frame may hold a part of a packet or several; what comes out is a stream of bytes like that of a socket.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { createWebSocketStream, type WebSocket, WebSocketServer } from 'ws';
import { type HostCheck, noteHost } from './host-check.js';
import type { KpcLimits } from './limits.js';
import type { RefusalLog } from './refusal-log.js';

export const WS_PATH = '/ws';

/** `mqttv3.1` is what clients of MQTT 3.1 say. */
const PROTOCOLS: readonly string[] = ['mqtt', 'mqttv3.1'];
/** "Unsupported data", for frames of text. */
const TEXT_FRAME = 1003;

export interface WebSocketPorts {
  readonly limits: KpcLimits;
  readonly refusals: RefusalLog;
  readonly serve: (stream: Duplex) => void;
  readonly isOurHost: HostCheck;
}

/** Takes the upgrades of an HTTP server. */
export function serveWebSocket(server: Server, { limits, refusals, serve, isOurHost }: WebSocketPorts): void {
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: limits.packetBytes + 5,
    handleProtocols: (offered) => PROTOCOLS.find((protocol) => offered.has(protocol)) ?? false,
  });
  const refused = (reason: string, request: IncomingMessage) =>
    refusals.refused(
      'websocket',
      request.socket.remoteAddress ?? '(gone)',
      reason,
      `Use ${WS_PATH} and the sub-protocol mqtt.`,
    );
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => {});
    const path = (request.url ?? '').split('?', 1)[0];
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
    if (path !== WS_PATH) {
      refused(`a WebSocket at ${path}`, request);
      turnAway(socket, '404 Not Found');
    } else if (offered[0] !== '' && !offered.some((name) => PROTOCOLS.includes(name))) {
      refused(`a WebSocket with the sub-protocol ${offered.join(', ')}`, request);
      turnAway(socket, '400 Bad Request');
    } else if (!isOurHost(request.headers.host)) {
      noteHost(refusals, request);
      turnAway(socket, '403 Forbidden');
    } else {
      sockets.handleUpgrade(request, socket, head, (webSocket) => serve(streamOf(webSocket)));
    }
  });
}

/** Bytes of binary frames; a frame of text ends the connection. [MQTT-6.0.0-1] */
function streamOf(webSocket: WebSocket): Duplex {
  webSocket.on('message', (_data, isBinary) => {
    if (!isBinary) webSocket.close(TEXT_FRAME, 'MQTT needs binary frames');
  });
  const stream = createWebSocketStream(webSocket);
  const write = stream._write;
  // A client that has said goodbye reads no more, but what it sent before is still being handled.
  stream._write = (chunk, encoding, done) => {
    if (webSocket.readyState < webSocket.CLOSING) write.call(stream, chunk, encoding, done);
    else done();
  };
  stream.on('error', () => {});
  return stream;
}

function turnAway(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
