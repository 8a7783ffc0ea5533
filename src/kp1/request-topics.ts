/**
 * The topics of one client's requests: as `requestTopic` makes them. Most go to the same resource again and again, so its topic
 * is kept.
 */
import { requestTopic } from './topic.js';

export class RequestTopics {
  readonly #appVersion: string;
  #token = '';
  #extensionInstance = '';
  #resourcePath = '';
  #topic = '';

  constructor(appVersion: string) {
    this.#appVersion = appVersion;
  }

  /** @param requestId undefined: none */
  of(extensionInstance: string, token: string, resourcePath: string, requestId: number | undefined): string {
    const isSame =
      this.#token === token &&
      this.#extensionInstance === extensionInstance &&
      this.#resourcePath === resourcePath;
    if (!isSame) {
      this.#token = token;
      this.#extensionInstance = extensionInstance;
      this.#resourcePath = resourcePath;
      const appVersion = this.#appVersion;
      this.#topic = requestTopic({ appVersion, extensionInstance, token, resourcePath });
    }
    return requestId === undefined ? this.#topic : `${this.#topic}/${requestId}`;
  }
}
