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
const REMEDY = `Use ${WS_PATH} and the sub-protocol mqtt.`;
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
  const refused = (reason: string, { socket }: IncomingMessage, remedy = REMEDY) =>
    refusals.refused('websocket', socket.remoteAddress ?? '(gone)', reason, remedy);
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
      const onText = () => refused('a frame of text', request, 'Send MQTT in binary frames.');
      sockets.handleUpgrade(request, socket, head, (webSocket) => serve(streamOf(webSocket, socket, onText)));
    }
  });
}

/**
 * Bytes of binary frames. It ends with the close frame of the client, which may leave its TCP connection open, and before a frame of
 * text. [MQTT-6.0.0-1]
 */
function streamOf(webSocket: WebSocket, socket: Duplex, onText: () => void): Duplex {
  const stream = createWebSocketStream(webSocket);
  stream.on('error', () => {});
  takeBinaryOnly(webSocket, stream, onText);
  // The answer to a close frame is the last that goes out on a socket.
  socket.once('finish', () => stream.push(null));
  const write = stream._write;
  // A client that has said goodbye reads no more, but what it sent before is still being handled; and nothing is no frame.
  stream._write = (chunk, encoding, done) => {
    const isFrame = chunk.length > 0 && webSocket.readyState < webSocket.CLOSING;
    if (isFrame) write.call(stream, chunk, encoding, done);
    else done();
  };
  return stream;
}

/** The stream alone would take the bytes of any frame. */
function takeBinaryOnly(webSocket: WebSocket, stream: Duplex, onText: () => void): void {
  const [take] = webSocket.listeners('message');
  webSocket.removeAllListeners('message');
  let isOver = false;
  webSocket.on('message', (data, isBinary) => {
    if (isOver) return;
    if (isBinary) {
      take?.call(webSocket, data, isBinary);
      return;
    }
    isOver = true;
    onText();
    webSocket.close(TEXT_FRAME, 'MQTT needs binary frames');
    stream.push(null);
  });
}

function turnAway(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
