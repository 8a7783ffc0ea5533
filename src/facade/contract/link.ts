/**
 * The link between a device and the platform, as something that can be cut: in memory for fleets, a relay of TCP for devices.
 *
 * While it is down, whoever tries to connect is turned away, and each attempt is in the journal with the client ID that it came
 * with: that is how a test sees whether the pauses between attempts grow.
 */
import type { Duplex } from 'node:stream';
import type { Journal } from '../../kernel/journal.js';

/** Reads the client ID out of the first bytes of a connection; undefined when there is none yet. */
export type ReadClientId = (bytes: Buffer) => string | undefined;

/** A connection that can be ended from outside. */
interface Cuttable {
  destroy(): void;
}

/** What both kinds of links have in common: who is connected, and whether anybody may be. */
export class LinkState {
  readonly #journal: Journal;
  readonly #readClientId: ReadClientId;
  readonly #open = new Set<Cuttable>();
  #downs = 0;
  #attempts = 0;

  constructor(journal: Journal, readClientId: ReadClientId) {
    this.#journal = journal;
    this.#readClientId = readClientId;
  }

  get isDown(): boolean {
    return this.#downs > 0;
  }

  /** Counts a connection among those that are cut; the result takes it out again. */
  add(connection: Cuttable): () => void {
    this.#open.add(connection);
    return () => {
      this.#open.delete(connection);
    };
  }

  /** Ends every connection. */
  cut(): void {
    this.#journal.append({ type: 'contract.link-cut' });
    this.destroyAll();
  }

  destroyAll(): void {
    for (const connection of [...this.#open]) connection.destroy();
    this.#open.clear();
  }

  /** Ends every connection and lets nobody in until it is undone. */
  down(): () => void {
    this.#downs++;
    this.#attempts = 0;
    this.cut();
    let isUndone = false;
    return () => {
      if (isUndone) return;
      isUndone = true;
      if (--this.#downs === 0) this.#journal.append({ type: 'contract.link-restored' });
    };
  }

  /** Notes the attempt, with the client ID if the stream says one, and ends it. */
  turnAway(stream: Duplex): void {
    const attempt = ++this.#attempts;
    let isNoted = false;
    const note = (client: string | undefined) => {
      if (isNoted) return;
      isNoted = true;
      this.#journal.append({ type: 'contract.connection-refused', attempt, client });
      stream.destroy();
    };
    stream.on('error', () => {});
    stream.once('data', (bytes: Buffer) => note(this.#readClientId(bytes)));
    stream.once('close', () => note(undefined));
  }
}

/** Reads CONNECT packets; the codec is loaded when a link is made. */
export async function clientIdReader(): Promise<ReadClientId> {
  const { default: mqttPacket } = await import('mqtt-packet');
  return (bytes) => {
    const parser = mqttPacket.parser();
    let clientId: string | undefined;
    parser.on('packet', (packet) => {
      if (packet.cmd === 'connect') clientId = packet.clientId;
    });
    parser.on('error', () => {});
    parser.parse(bytes);
    return clientId;
  };
}
