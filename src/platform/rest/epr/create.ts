/**
 * EPR, new endpoints: one at a time, or up to a thousand as a task that is looked up afterwards.
 */
import { type Static, Type } from '../../../schema.js';
import { versionOf } from '../find.js';
import { badRequest, conflict, HttpError, notFound } from '../http-error.js';
import type { RestContext, RestServer } from '../server.js';
import { TaskList } from '../tasks.js';
import { AppVersionName, BASE, EndpointId, Metadata, Token } from './shapes.js';

const Draft = Type.Object({
  endpointToken: Type.Optional(Token),
  endpointId: Type.Optional(EndpointId),
  metadata: Type.Optional(Metadata),
});
type Draft = Static<typeof Draft>;

const BATCH_MAX = 1000;

const Created = Type.Object({ token: Type.String(), status: Type.String(), endpointId: Type.String() });

const BatchItem = Type.Object({
  endpointToken: Type.Optional(Type.Unknown()),
  endpointId: Type.Optional(Type.String()),
  metadata: Type.Optional(Type.Unknown({ description: 'As it was given.' })),
});

const BatchStatus = Type.Object({
  createdCount: Type.Integer(),
  failedCount: Type.Integer(),
  created: Type.Array(BatchItem),
  failed: Type.Array(
    Type.Intersect([BatchItem, Type.Object({ status: Type.Literal('FAILED'), statusReason: Type.String() })]),
  ),
});
type BatchStatus = Static<typeof BatchStatus>;

/** `POST /endpoints` and `/endpoints/batch`. */
export function createRoutes(server: RestServer, context: RestContext): void {
  server.post(
    `${BASE}/endpoints`,
    {
      schema: {
        tags: ['EPR'],
        summary: 'Create an endpoint and its first token',
        body: Type.Intersect([Type.Object({ appVersion: AppVersionName }), Draft]),
        response: { 201: Created },
      },
    },
    (request, reply) => {
      const { appVersion, ...draft } = request.body;
      const created = createEndpoint(context, appVersion.name, draft);
      reply.code(201).header('location', `${BASE}/endpoints/${encodeURIComponent(created.endpointId)}`);
      return created;
    },
  );
  batchRoutes(server, context);
}

function batchRoutes(server: RestServer, context: RestContext): void {
  const tasks = new TaskList<BatchStatus & { readonly applicationName: string }>(
    context.platform.random.stream('epr/batch-tasks'),
  );
  server.post(
    `${BASE}/endpoints/batch`,
    {
      schema: {
        tags: ['EPR'],
        summary: 'Create up to 1000 endpoints',
        body: Type.Object({
          appVersion: AppVersionName,
          endpoints: Type.Array(Type.Unknown(), { minItems: 1, maxItems: BATCH_MAX }),
        }),
        response: { 200: Type.Object({ taskId: Type.String() }) },
      },
    },
    (request) => {
      const { appVersion, endpoints } = request.body;
      const { applicationName } = versionOf(context, appVersion.name);
      const status = createBatch(context, appVersion.name, endpoints);
      return { taskId: tasks.add({ applicationName, ...status }) };
    },
  );
  server.get(
    `${BASE}/endpoints/batch/status`,
    {
      schema: {
        tags: ['EPR'],
        summary: 'What became of a batch',
        querystring: Type.Object({ taskId: Type.String(), appName: Type.Optional(Type.String()) }),
        response: { 200: BatchStatus },
      },
    },
    ({ query: { taskId, appName } }) => {
      const { applicationName, ...status } = tasks.find(taskId) ?? { applicationName: undefined };
      if (applicationName === undefined || (appName ?? applicationName) !== applicationName) {
        throw notFound(`there is no task ${taskId}`);
      }
      return status;
    },
  );
}

function createEndpoint(context: RestContext, appVersionName: string, draft: Draft) {
  const { applicationName } = versionOf(context, appVersionName);
  const { epr, cm } = context.platform.services;
  const { endpointId: wanted, endpointToken } = draft;
  if (wanted !== undefined && epr.has(wanted)) {
    throw conflict(`the endpoint ID ${wanted} is taken`);
  }
  if (endpointToken !== undefined && cm.find(applicationName, endpointToken) !== undefined) {
    throw conflict(`the application ${applicationName} has the token "${endpointToken}" already`);
  }
  const token = endpointToken ?? cm.freshToken(applicationName, wanted ?? `endpoint ${epr.size}`);
  const { metadata } = draft;
  const at = { applicationName, appVersionName };
  const { endpointId } = epr.register({ ...at, endpointId: wanted, name: token, metadata });
  cm.issue(applicationName, token, endpointId);
  return { token, status: 'Inactive', endpointId };
}

function createBatch(context: RestContext, appVersionName: string, drafts: readonly unknown[]): BatchStatus {
  const created: BatchStatus['created'] = [];
  const failed: BatchStatus['failed'] = [];
  for (const given of drafts) {
    const { endpointToken, metadata } = (given ?? {}) as Draft;
    const shown = { ...(metadata === undefined ? {} : { metadata }) };
    try {
      const draft = checkedDraft(context, given);
      const { token, endpointId } = createEndpoint(context, appVersionName, draft);
      created.push({ endpointToken: token, endpointId, ...shown });
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      const statusReason = error.message;
      failed.push({
        ...(endpointToken === undefined ? {} : { endpointToken }),
        ...shown,
        status: 'FAILED',
        statusReason,
      });
    }
  }
  return { createdCount: created.length, failedCount: failed.length, created, failed };
}

function checkedDraft({ tools }: RestContext, given: unknown): Draft {
  const [error] = tools.validate(Draft, given);
  if (error === undefined) return given as Draft;
  const where = error.instancePath.slice(1).replaceAll('/', '.') || 'the endpoint';
  throw badRequest(`${where} ${error.message}`);
}
