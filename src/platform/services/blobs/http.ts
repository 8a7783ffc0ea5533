/**
 * The HTTP side of BCX as a function from request to response; whoever speaks HTTP mounts it under `/bcx/`. (BCX)
 *
 *     POST   /bcx/api/v1/binary-data?name=<file>              X-Auth-Token: <temporary>   201, Location
 *     POST   /bcx/api/v1/files/<file>                         X-Auth-Token: <temporary>   204
 *     GET    /bcx/api/v1/applications/<app>/binary-data[?endpointId=<id>]                  list
 *     GET    /bcx/api/v1/applications/<app>/endpoints/<id>/binary-data                     list
 *     GET    …/endpoints/<id>/binary-data/latest[?name=<file>]   …/binary-data/<blobId>    description
 *     GET    …/binary-data/latest/data                           …/binary-data/<blobId>/data    bytes
 *     DELETE …/binary-data/<blobId>                                                        204
 *
 * Kaa's own paths for the latest blob and for a deletion are not public: those here are kaa's.
 */
import type { Blob, BlobStore, Upload } from './blobs.js';

export interface BlobRequest {
  readonly method: string;
  /** Without the query: `/bcx/api/v1/binary-data`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** By name in lower case, as Node gives them. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Uint8Array;
}

export interface BlobResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** Everything that {@link handleBlobRequest} answers is below it. */
export const BLOB_PATH = '/bcx/';

const ROOT = '/bcx/api/v1';

type Handler = (store: BlobStore, request: BlobRequest, parts: readonly string[]) => BlobResponse;

interface Route {
  readonly path: RegExp;
  readonly methods: Readonly<Record<string, Handler>>;
}

const BLOB = '/applications/([^/]+)/endpoints/([^/]+)/binary-data/([^/]+)';

const ROUTES: readonly Route[] = [
  { path: /^\/binary-data$/, methods: { POST: upload } },
  { path: /^\/files\/([^/]+)$/, methods: { POST: uploadFile } },
  { path: /^\/applications\/([^/]+)\/binary-data$/, methods: { GET: list } },
  { path: /^\/applications\/([^/]+)\/endpoints\/([^/]+)\/binary-data$/, methods: { GET: list } },
  { path: new RegExp(`^${BLOB}$`), methods: { GET: describe, DELETE: remove } },
  { path: new RegExp(`^${BLOB}/data$`), methods: { GET: download } },
];

/** Never throws on what a client sends. */
export function handleBlobRequest(store: BlobStore, request: BlobRequest): BlobResponse {
  const { path, method } = request;
  const within = path.startsWith(`${ROOT}/`) ? path.slice(ROOT.length) : '';
  for (const route of ROUTES) {
    const match = route.path.exec(within);
    if (match === null) continue;
    const handler = Object.hasOwn(route.methods, method) ? route.methods[method] : undefined;
    const allow = Object.keys(route.methods).join(', ');
    if (handler === undefined) return { ...failure(405, `${method} is not for ${path}`, { allow }) };
    const parts = match.slice(1).map(decoded);
    return parts.includes(undefined)
      ? failure(400, 'the path is not well encoded')
      : handler(store, request, parts as string[]);
  }
  return failure(404, `no such resource: ${path}`);
}

function upload(store: BlobStore, request: BlobRequest): BlobResponse {
  const name = request.query.get('name');
  if (name === null) return failure(400, 'the query needs a name: ?name=<file name>');
  const stored = store.upload(tokenOf(request), name, request.body, contentTypeOf(request));
  if (!stored.ok) return refused(stored);
  return json(201, shown(stored), { location: locationOf(stored) });
}

function uploadFile(store: BlobStore, request: BlobRequest, [name = '']: readonly string[]): BlobResponse {
  const stored = store.upload(tokenOf(request), name, request.body, contentTypeOf(request));
  return stored.ok ? nothing() : refused(stored);
}

function list(store: BlobStore, { query }: BlobRequest, [app = '', endpointId]: readonly string[]) {
  const blobs = store.list(app, endpointId ?? query.get('endpointId') ?? undefined);
  return json(200, { content: blobs.map(shown), totalElements: blobs.length });
}

function describe(store: BlobStore, { query }: BlobRequest, parts: readonly string[]): BlobResponse {
  const blob = blobAt(store, query, parts);
  return blob === undefined ? failure(404, 'no such blob') : json(200, shown(blob));
}

function download(store: BlobStore, { query }: BlobRequest, parts: readonly string[]): BlobResponse {
  const blob = blobAt(store, query, parts);
  const data = blob && store.data(blob.blobId);
  if (blob === undefined || data === undefined) return failure(404, 'no such blob');
  const headers = {
    'content-type': blob.contentType,
    // The type is the endpoint's word: a browser is to save the bytes, not to run them.
    'content-disposition': `attachment; filename*=UTF-8''${encoded(blob.name)}`,
    'x-content-type-options': 'nosniff',
  };
  return { status: 200, headers, body: data };
}

function remove(store: BlobStore, { query }: BlobRequest, parts: readonly string[]): BlobResponse {
  const blob = parts[2] === 'latest' ? undefined : blobAt(store, query, parts);
  if (blob === undefined) return failure(404, 'no such blob');
  store.delete(blob.blobId);
  return nothing();
}

/** A blob is reached only by way of the application and the endpoint that it belongs to. */
function blobAt(store: BlobStore, query: URLSearchParams, parts: readonly string[]): Blob | undefined {
  const [applicationName = '', endpointId = '', blobId = ''] = parts;
  if (blobId === 'latest') return store.latest(applicationName, endpointId, query.get('name') ?? undefined);
  const blob = store.find(blobId);
  return blob?.applicationName === applicationName && blob.endpointId === endpointId ? blob : undefined;
}

const shown = ({ blobId, applicationName, endpointId, name, contentType, bytes, createdDate }: Blob) => ({
  id: blobId,
  applicationName,
  endpointId,
  name,
  contentType,
  size: bytes,
  createdDate: new Date(createdDate).toISOString(),
});

const locationOf = ({ applicationName, endpointId, blobId }: Blob) =>
  `${ROOT}/applications/${encodeURIComponent(applicationName)}/endpoints/${encodeURIComponent(endpointId)}/binary-data/${blobId}`;

const tokenOf = ({ headers }: BlobRequest) => textOf(headers['x-auth-token']) ?? '';

const contentTypeOf = ({ headers }: BlobRequest) => {
  const type = textOf(headers['content-type']);
  return type !== undefined && /^[\x20-\x7e]{1,200}$/.test(type) ? type : undefined;
};

const textOf = (value: BlobRequest['headers'][string]) => (typeof value === 'string' ? value : value?.[0]);

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

/** As RFC 5987 wants it; half a surrogate pair, which cannot be written, becomes a replacement character. */
const encoded = (name: string) =>
  encodeURIComponent(name.replaceAll(/\p{Surrogate}/gu, '\ufffd')).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

const failure = (status: number, message: string, headers?: Readonly<Record<string, string>>) =>
  json(status, { message, status }, headers);

const refused = ({ statusCode, reason }: Extract<Upload, { ok: false }>) => failure(statusCode, reason);

const nothing = (): BlobResponse => ({ status: 204, headers: {}, body: '' });
