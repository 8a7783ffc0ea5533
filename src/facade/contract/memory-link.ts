/**
 * The link of a fleet: the platform's own connections in memory, with a hand on each.
 */
import type { Duplex } from 'node:stream';
import type { InFlight } from '../../kernel/in-flight.js';
import type { Journal } from '../../kernel/journal.js';
import { memoryPipe } from '../../platform/kpc/memory-pipe.js';
import { clientIdReader, LinkState } from './link.js';

export interface MemoryLink {
  readonly state: LinkState;
  /** A client's end of a connection; one that is turned away while the link is down. */
  connect(): Duplex;
}

/** @param connect hands the platform one end and gives back the other */
export async function openMemoryLink(
  connect: () => Duplex,
  { journal, inFlight }: { readonly journal: Journal; readonly inFlight?: InFlight | undefined },
): Promise<MemoryLink> {
  const state = new LinkState(journal, await clientIdReader());
  return {
    state,
    connect() {
      if (state.isDown) {
        const [client, server] = memoryPipe(inFlight);
        state.turnAway(server);
        return client;
      }
      const stream = connect();
      const remove = state.add(stream);
      stream.once('close', remove);
      return stream;
    },
  };
}
