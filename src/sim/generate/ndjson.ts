/** NDJSON: an object in each line, with the data sample as it is sent. */
import { type Encoder, type EncoderInput, perEndpoint, TextBuffer } from './encoder.js';
import { countValues, isoTexts } from './row.js';

export class NdjsonEncoder implements Encoder {
  readonly #buffer = new TextBuffer();
  readonly #isoOf = isoTexts();
  readonly #ownerText: (endpoint: number) => string;
  values = 0;

  constructor({ ownerOf }: EncoderInput) {
    this.#ownerText = perEndpoint((endpoint) => {
      const { fleet, token } = ownerOf(endpoint);
      return `","fleet":${JSON.stringify(fleet)},"token":${JSON.stringify(token)},"sample":`;
    });
  }

  add(endpoint: number, at: number, sample: unknown): void {
    this.values += countValues(sample);
    this.#buffer.add(
      `{"at":"${this.#isoOf(at)}${this.#ownerText(endpoint)}${JSON.stringify(sample ?? null)}}\n`,
    );
  }

  take(): string | undefined {
    return this.#buffer.take();
  }

  end(): string | undefined {
    return this.#buffer.take();
  }

  notes(): string[] {
    return [];
  }
}
