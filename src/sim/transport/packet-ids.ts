/**
 * The packet IDs of one MQTT connection, counted from 1; MQTT.js by itself would draw where they begin. [MQTT-2.3.1-1]
 */
import type { IClientOptions } from 'mqtt';

type Provider = NonNullable<IClientOptions['messageIdProvider']>;

const PACKET_ID_MAX = 65_535;

export class PacketIds implements Provider {
  #last = 0;

  allocate(): number {
    this.#last = this.#last === PACKET_ID_MAX ? 1 : this.#last + 1;
    return this.#last;
  }

  getLastAllocated(): number | null {
    return this.#last === 0 ? null : this.#last;
  }

  /** MQTT.js asks when it sends again what an earlier connection left; there is no such thing here. */
  register(): boolean {
    return true;
  }

  deallocate(): void {}

  clear(): void {}
}
