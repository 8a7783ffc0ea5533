/**
 * The way into MQTT: finds out what a connection speaks and hands it on as a connection of MQTT 3.1 or 3.1.1.
 *
 * MQTT 5 is translated on its way (`mqtt5/`); whoever speaks anything else is turned away, with a hint for the reader.
 */
import type { Duplex } from 'node:stream';
import type { Clock } from '../../kernel/clock.js';
import type { KpcLimits } from './limits.js';
import { Mqtt5Stream } from './mqtt5/stream.js';
import { awaitOpening, type Opening } from './opening.js';
import type { RefusalLog } from './refusal-log.js';

/** CONNACK with "unsupported protocol version", as older clients and as newer ones read it. */
const UNSUPPORTED_OLD = Buffer.from([0x20, 0x02, 0x00, 0x01]);
const UNSUPPORTED_NEW = Buffer.from([0x20, 0x03, 0x00, 0x84, 0x00]);

const TOO_LARGE = 'a message is larger than the Maximum Packet Size of its client, and is not sent';

/** Stands for the ID of a client that has not said it yet. */
export const NO_ID = '(no client ID yet)';

export interface EntryPorts {
  readonly clock: Clock;
  readonly limits: KpcLimits;
  readonly refusals: RefusalLog;
  readonly assignClientId: () => string;
}

export class MqttEntry {
  readonly #ports: EntryPorts;
  /** Connections that have not said yet what they speak. */
  readonly #unopened = new Set<Duplex>();

  constructor(ports: EntryPorts) {
    this.#ports = ports;
  }

  /** Calls `take` when the connection turns out to speak MQTT, and otherwise ends it. */
  admit(stream: Duplex, take: (stream: Duplex) => void): void {
    const { clock, limits, refusals } = this.#ports;
    const giveUp = () => {
      refusals.limited('connectTimeoutMs', NO_ID, 'a connection without CONNECT');
      stream.destroy();
    };
    const cancel = clock.schedule(limits.connectTimeoutMs, 'CONNECT of a connection', giveUp);
    const stop = awaitOpening(stream, (opening) => {
      settle();
      this.#open(stream, opening, take);
    });
    const settle = () => {
      cancel();
      stop();
      stream.off('close', settle);
      this.#unopened.delete(stream);
    };
    this.#unopened.add(stream);
    stream.on('error', ignore);
    stream.on('close', settle);
  }

  /** Ends the connections that have said nothing yet. */
  close(): void {
    for (const stream of this.#unopened) stream.destroy();
  }

  #open(stream: Duplex, opening: Opening, take: (stream: Duplex) => void): void {
    const { clock, limits, refusals, assignClientId } = this.#ports;
    if (opening.kind === 'other') {
      refusals.refused('not-mqtt', NO_ID, opening.reason, opening.remedy);
      stream.destroy();
    } else if (opening.version === 3 || opening.version === 4) {
      take(stream);
    } else if (opening.version === 5) {
      const onTooLarge = (client: string, topic: string) =>
        refusals.refused('protocol', client, TOO_LARGE, 'Raise the Maximum Packet Size of its CONNECT.', {
          topic,
        });
      take(new Mqtt5Stream(stream, { clock, limits, assignClientId, onTooLarge }));
    } else {
      const reason = `it speaks MQTT of protocol level ${opening.version}`;
      refusals.refused('version', NO_ID, reason, 'Connect with MQTT 3.1, 3.1.1 or 5.');
      stream.end(opening.version > 5 ? UNSUPPORTED_NEW : UNSUPPORTED_OLD, () => stream.destroy());
    }
  }
}

/** A function of its own: it stays with the connection, and would keep everything of its opening with it. */
function ignore(): void {}
