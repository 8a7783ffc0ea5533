/** Says CONNACK to whoever comes, and nothing else: for measuring clients that only stay connected. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { serve } from '../children.js';

const CONNACK = Buffer.from([0x20, 2, 0, 0]);

serve({
  async listen() {
    const server = createServer({ noDelay: true }, (socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.write(CONNACK));
    });
    server.listen(0, '127.0.0.1', 4096);
    await once(server, 'listening');
    return server.address().port;
  },
});
