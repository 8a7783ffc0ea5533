/** aedes as it comes, with the handler that one would write first: reads the JSON and publishes the answer to the client. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { Aedes } from 'aedes';
import { serve } from '../children.js';

const EMPTY = Buffer.alloc(0);

serve({
  async listen() {
    const broker = await Aedes.createBroker();
    broker.on('publish', (packet, client) => {
      if (!client) return;
      JSON.parse(packet.payload.toString());
      client.publish(
        { cmd: 'publish', topic: `${packet.topic}/status`, payload: EMPTY, qos: packet.qos },
        () => {},
      );
    });
    const server = createServer({ noDelay: true }, broker.handle).listen(0, '127.0.0.1', 4096);
    await once(server, 'listening');
    return server.address().port;
  },
});
