/**
 * The blob store behind BCX: files that endpoints upload with a temporary token, in memory and within bounds. (BCX)
 *
 * Names are labels: a blob is found by its ID, and nothing is written to disk. It does not know HTTP: see `http.ts`.
 */
import type { Clock } from '../../../kernel/clock.js';
import type { Journal } from '../../../kernel/journal.js';
import type { Random, RandomStream } from '../../../kernel/random.js';
import type { EventBus, EventOf, UploadTokenIssued } from '../../esp/events.js';

export interface Blob {
  readonly blobId: string;
  readonly applicationName: string;
  readonly endpointId: string;
  /** As the endpoint named it: without folders. */
  readonly name: string;
  readonly contentType: string;
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly createdDate: number;
}

export interface BlobLimits {
  readonly blobBytesMax: number;
  readonly storeBytesMax: number;
  readonly blobsMax: number;
  readonly whenFull: 'drop-oldest' | 'refuse';
}

export interface BlobPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly journal: Journal;
  readonly events: EventBus;
  readonly limits: BlobLimits;
  readonly applicationOf: (appVersionName: string) => string;
}

export type Upload =
  | ({ readonly ok: true } & Blob)
  | { readonly ok: false; readonly statusCode: 400 | 403 | 413 | 507; readonly reason: string };

interface Kept {
  readonly blob: Blob;
  readonly data: Uint8Array;
}

/** Temporary tokens that are remembered; beyond, the one first given is forgotten. */
const TOKENS_MAX = 10_000;
const NAME_LENGTH_MAX = 255;

const HEARD = ['upload-token-issued', 'token-revoked', 'endpoint-unregistered'] as const;

export class BlobStore {
  readonly #ports: BlobPorts;
  readonly #ids: RandomStream;
  readonly #tokens = new Map<string, UploadTokenIssued>();
  /** By ID, the oldest first. */
  readonly #blobs = new Map<string, Kept>();
  #bytes = 0;

  constructor(ports: BlobPorts) {
    this.#ports = ports;
    this.#ids = ports.random.stream('bcx/blobs');
    ports.events.listen(HEARD, (event) => this.#onEvent(event));
  }

  /** Largest upload in bytes, so that whoever reads one can stop early. */
  get blobBytesMax(): number {
    return this.#ports.limits.blobBytesMax;
  }

  /** Stores a copy of the bytes for the endpoint that has the temporary token. */
  upload(
    temporaryToken: string,
    name: string,
    data: Uint8Array,
    contentType = 'application/octet-stream',
  ): Upload {
    const token = this.#tokens.get(temporaryToken);
    const now = this.#ports.clock.now();
    if (token === undefined || now >= token.expiresAt) return refuse(403, 'the temporary token is not valid');
    if (!isSafeName(name))
      return refuse(400, 'the name must be that of a file, without folders and control characters');
    const fault = this.#makeRoomFor(data.length);
    if (fault !== undefined) return fault;
    if (token.singleUse) this.#tokens.delete(temporaryToken);
    const blob: Blob = Object.freeze({
      blobId: this.#ids.uuid(),
      applicationName: this.#ports.applicationOf(token.appVersionName),
      endpointId: token.endpointId,
      name,
      contentType,
      bytes: data.length,
      createdDate: Math.floor(now),
    });
    // Not slice(): that of a Buffer shares its memory.
    this.#blobs.set(blob.blobId, { blob, data: new Uint8Array(data) });
    this.#bytes += data.length;
    this.#record('bcx.blob-stored', blob);
    return { ok: true, ...blob };
  }

  /** The blobs of an application, or of one endpoint of it, oldest first. */
  list(applicationName: string, endpointId?: string): readonly Blob[] {
    return [...this.#blobs.values()]
      .map(({ blob }) => blob)
      .filter((blob) => blob.applicationName === applicationName)
      .filter((blob) => endpointId === undefined || blob.endpointId === endpointId);
  }

  /** The one uploaded last, of that name if one is given. */
  latest(applicationName: string, endpointId: string, name?: string): Blob | undefined {
    return this.list(applicationName, endpointId).findLast(
      (blob) => name === undefined || blob.name === name,
    );
  }

  find(blobId: string): Blob | undefined {
    return this.#blobs.get(blobId)?.blob;
  }

  /** The bytes; do not change them. */
  data(blobId: string): Uint8Array | undefined {
    return this.#blobs.get(blobId)?.data;
  }

  /** False when there is none. */
  delete(blobId: string): boolean {
    const kept = this.#blobs.get(blobId);
    if (kept === undefined) return false;
    this.#blobs.delete(blobId);
    this.#bytes -= kept.data.length;
    this.#record('bcx.blob-deleted', kept.blob);
    return true;
  }

  /** Forgets the blobs and temporary tokens of endpoints that are not there any more. */
  retain(isThere: (endpointId: string) => boolean): void {
    for (const [token, { endpointId }] of this.#tokens) if (!isThere(endpointId)) this.#tokens.delete(token);
    for (const [blobId, { blob }] of this.#blobs) if (!isThere(blob.endpointId)) this.delete(blobId);
  }

  #makeRoomFor(bytes: number): Extract<Upload, { ok: false }> | undefined {
    const { blobBytesMax, storeBytesMax, blobsMax, whenFull } = this.#ports.limits;
    const most = Math.min(blobBytesMax, storeBytesMax);
    if (bytes > most) return refuse(413, `${bytes} bytes are too many: the limit is ${most}`);
    while (this.#bytes + bytes > storeBytesMax || this.#blobs.size >= blobsMax) {
      if (whenFull === 'refuse') return refuse(507, 'the blob store is full');
      const [oldest] = this.#blobs.keys();
      this.delete(oldest as string);
    }
    return undefined;
  }

  #onEvent(event: EventOf<(typeof HEARD)[number]>): void {
    switch (event.type) {
      case 'upload-token-issued': {
        const [oldest] = this.#tokens.keys();
        if (this.#tokens.size >= TOKENS_MAX) this.#tokens.delete(oldest as string);
        this.#tokens.set(event.temporaryToken, event);
        break;
      }
      // Whoever was let in by a token that is usable no longer may not go on by what it was given.
      case 'token-revoked':
        this.#forgetTokens(event.endpointId);
        break;
      case 'endpoint-unregistered':
        this.#forgetTokens(event.endpointId);
        for (const [blobId, { blob }] of this.#blobs) {
          if (blob.endpointId === event.endpointId) this.delete(blobId);
        }
        break;
    }
  }

  #forgetTokens(endpointId: string): void {
    for (const [token, issued] of this.#tokens) {
      if (issued.endpointId === endpointId) this.#tokens.delete(token);
    }
  }

  #record(type: 'bcx.blob-stored' | 'bcx.blob-deleted', blob: Blob): void {
    const { endpointId, applicationName: application, blobId, name, bytes } = blob;
    this.#ports.journal.append({ type, endpointId, application, blobId, name, bytes });
  }
}

function refuse(
  statusCode: Extract<Upload, { ok: false }>['statusCode'],
  reason: string,
): Extract<Upload, { ok: false }> {
  return { ok: false, statusCode, reason };
}

/** A name that means the same file wherever somebody may save the blob. */
function isSafeName(name: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return name.length <= NAME_LENGTH_MAX && !/^\.{0,2}$|[/\\\u0000-\u001f\u007f]/.test(name);
}
