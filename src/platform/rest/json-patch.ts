/**
 * JSON Patch on a copy: all operations apply, or none. (RFC 6902)
 */
import type { FastifyRequest } from 'fastify';
import type { Operation } from 'rfc6902';
import { Type } from '../../schema.js';
import { badRequest, conflict, HttpError } from './http-error.js';

/** The body of a patch. */
export const JsonPatch = Type.Array(
  Type.Object({
    op: Type.Union(['add', 'remove', 'replace', 'move', 'copy', 'test'].map((op) => Type.Literal(op))),
    path: Type.String({ pattern: '^(/|$)', description: 'JSON Pointer.' }),
    from: Type.Optional(Type.String({ pattern: '^(/|$)' })),
    value: Type.Optional(Type.Unknown()),
  }),
  { maxItems: 10_000, description: 'Operations of RFC 6902, as application/json-patch+json.' },
);

/**
 * @returns what becomes of the document; it is not changed itself
 * @throws HttpError 415, 400 for what is no patch, 409 for one that does not apply
 */
export async function applyJsonPatch(document: unknown, request: FastifyRequest): Promise<unknown> {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json-patch\+json\s*(;|$)/i.test(type)) {
    throw new HttpError(415, 'the Content-Type must be application/json-patch+json');
  }
  const operations = request.body as Operation[];
  for (const [index, operation] of operations.entries()) checkOperation(operation, index);
  const { applyPatch } = await import('rfc6902');
  // A member around it, so that the document itself can be replaced.
  const root = { document: structuredClone(document) };
  const within = operations.map((operation) => ({
    ...operation,
    path: `/document${operation.path}`,
    ...('from' in operation ? { from: `/document${operation.from}` } : {}),
  })) as Operation[];
  for (const [index, operation] of within.entries()) {
    const [error] = applyPatch(root, [operation]);
    if (error)
      throw conflict(`operation ${index} of the patch does not apply: ${reasonOf(error, operations[index])}`);
  }
  return root.document;
}

function checkOperation(operation: Operation, index: number): void {
  const { op, path } = operation;
  const needs = op === 'move' || op === 'copy' ? 'from' : op === 'remove' ? 'path' : 'value';
  if (!(needs in operation)) throw badRequest(`operation ${index} of the patch (${op}) has no "${needs}"`);
  if (`${path}/`.includes('/__proto__/')) throw badRequest('nobody may set the key "__proto__"');
}

function reasonOf(error: Error, operation: Operation | undefined): string {
  if (error.name === 'TestError') return `the value at "${operation?.path}" is another`;
  if (error.name === 'MissingError') return `there is nothing at "${operation?.path}"`;
  return `${operation?.op} of "${operation?.path}" is not possible`;
}
