/**
 * CEX, batches: one command for many endpoints, by their IDs or by a filter, and what became of it. (reference §7.2)
 */
import { Type } from '../../../schema.js';
import type { CommandEvent } from '../../esp/events.js';
import { isoDate } from '../dates.js';
import { applicationOf, endpointsOf, filterOf } from '../find.js';
import { badRequest, notFound } from '../http-error.js';
import { compare, OffsetQuery, Page, pageOf } from '../paging.js';
import type { RestContext, RestServer } from '../server.js';
import { TaskList } from '../tasks.js';
import { invoke, TtlQuery } from './invoke.js';
import { BASE, TypeParams } from './shapes.js';

const tags = ['CEX'];
const BATCH = `${BASE}/endpoints/commands/:type/batch`;
const TASKS = `${BASE}/endpoints/commands/batch/tasks`;
const TaskId = Type.Object({ taskId: Type.String() });

type State = 'pending' | 'executed' | 'expired';

interface BatchCommand {
  readonly endpointId: string;
  readonly commandId: number;
  state: State;
}

interface Batch {
  readonly applicationName: string;
  readonly commandType: string;
  readonly filterId: string | undefined;
  readonly payload: unknown;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly commands: readonly BatchCommand[];
}

const keyOf = (type: string, { endpointId, commandId }: Pick<BatchCommand, 'endpointId' | 'commandId'>) =>
  `${endpointId} ${type} ${commandId}`;

class Batches {
  readonly #context: RestContext;
  readonly #tasks: TaskList<Batch>;
  /** By {@link keyOf}: those without an outcome. */
  readonly #pending = new Map<string, BatchCommand>();

  constructor(context: RestContext) {
    const { random, events } = context.platform;
    this.#context = context;
    this.#tasks = new TaskList(random.stream('cex/batch-tasks'));
    events.listen(['command-executed', 'command-expired'], (event) => {
      if (event.type === 'command-executed') this.#settle(event, 'executed');
      else this.#settle(event, 'expired');
    });
  }

  get all(): [taskId: string, batch: Batch][] {
    return this.#tasks.list();
  }

  find(taskId: string): Batch | undefined {
    return this.#tasks.find(taskId);
  }

  /** @returns the ID of the task */
  start(
    batch: Omit<Batch, 'createdAt' | 'commands'>,
    endpointIds: Iterable<string>,
    ttlMs: number | undefined,
  ): string {
    const { commandType: type, payload } = batch;
    const commands: BatchCommand[] = [];
    for (const endpointId of endpointIds) {
      const { commandId } = invoke(this.#context, { endpointId, type, payload }, ttlMs);
      const command: BatchCommand = { endpointId, commandId, state: 'pending' };
      commands.push(command);
      this.#pending.set(keyOf(type, command), command);
    }
    return this.#tasks.add({ ...batch, createdAt: this.#context.platform.clock.now(), commands });
  }

  #settle(event: CommandEvent, state: State): void {
    const key = keyOf(event.commandType, event);
    const command = this.#pending.get(key);
    if (command === undefined) return;
    command.state = state;
    this.#pending.delete(key);
  }
}

/** `…/commands/{type}/batch/…` and `…/commands/batch/tasks` */
export function batchRoutes(server: RestServer, context: RestContext): void {
  const batches = new Batches(context);
  startRoutes(server, context, batches);
  taskRoutes(server, context, batches);
}

function startRoutes(server: RestServer, context: RestContext, batches: Batches): void {
  const response = { 200: TaskId };
  server.post(
    `${BATCH}/by-filter`,
    {
      schema: {
        tags,
        summary: 'Invoke a command on the endpoints that match a filter',
        params: Type.Object(TypeParams),
        querystring: Type.Object({ filterId: Type.String(), ...TtlQuery }),
        response,
      },
    },
    ({ params, query: { filterId, commandTtl }, body: payload }) => {
      const { matched, applicationName, status } = filterOf(context, filterId);
      if (status === 'pending') throw badRequest(`the filter ${filterId} is still pending`);
      const batch = { applicationName, commandType: params.type, filterId, payload };
      return { taskId: batches.start(batch, [...matched], commandTtl) };
    },
  );
  server.post(
    `${BATCH}/by-endpoints`,
    {
      schema: {
        tags,
        summary: 'Invoke a command on endpoints',
        params: Type.Object(TypeParams),
        querystring: Type.Object(TtlQuery),
        body: Type.Object({
          payload: Type.Optional(Type.Unknown()),
          payloadContentType: Type.Optional(Type.String()),
          endpointIds: Type.Array(Type.String(), { minItems: 1, maxItems: 10_000, uniqueItems: true }),
        }),
        response,
      },
    },
    ({ params, query, body }) => {
      const endpoints = endpointsOf(context, body.endpointIds);
      const applications = new Set(endpoints.map(({ applicationName }) => applicationName));
      const [applicationName = ''] = applications;
      if (applications.size > 1) throw badRequest('the endpoints of a batch must be of one application');
      const batch = { applicationName, commandType: params.type, filterId: undefined, payload: body.payload };
      return { taskId: batches.start(batch, body.endpointIds, query.commandTtl) };
    },
  );
}

const Task = Type.Object({
  taskId: Type.String(),
  filterId: Type.Union([Type.String(), Type.Null()]),
  commandType: Type.String(),
  requestPayload: Type.Unknown(),
  createdAt: Type.String(),
  pendingCount: Type.Integer(),
  executedCount: Type.Integer(),
  expiredCount: Type.Integer(),
});

function shownTask([taskId, batch]: [string, Batch]) {
  const counts = { pending: 0, executed: 0, expired: 0 };
  for (const { state } of batch.commands) counts[state]++;
  return {
    taskId,
    filterId: batch.filterId ?? null,
    commandType: batch.commandType,
    requestPayload: batch.payload ?? null,
    createdAt: isoDate(batch.createdAt),
    pendingCount: counts.pending,
    executedCount: counts.executed,
    expiredCount: counts.expired,
  };
}

const SORTABLE = ['commandType', 'filterId', 'createdAt', 'taskId'] as const;

function taskRoutes(server: RestServer, context: RestContext, batches: Batches): void {
  const Order = Type.Enum(['ASC', 'DESC'], { default: 'ASC' });
  server.get(
    TASKS,
    {
      schema: {
        tags,
        summary: 'List batch tasks',
        querystring: Type.Object({
          appName: Type.Optional(Type.String()),
          commandType: Type.Optional(Type.String()),
          filterId: Type.Optional(Type.String()),
          sortBy: Type.Optional(Type.Enum([...SORTABLE])),
          sortOrder: Type.Optional(Order),
          ...OffsetQuery,
        }),
        response: { 200: Page(Task) },
      },
    },
    ({ query }) => {
      const { appName, commandType, filterId, sortBy = 'createdAt', sortOrder } = query;
      if (appName !== undefined) applicationOf(context, appName);
      const sortValue = ([taskId, batch]: [string, Batch]) => (sortBy === 'taskId' ? taskId : batch[sortBy]);
      const sign = sortOrder === 'DESC' ? -1 : 1;
      const found = batches.all
        .filter(([, batch]) => appName === undefined || batch.applicationName === appName)
        .filter(([, batch]) => commandType === undefined || batch.commandType === commandType)
        .filter(([, batch]) => filterId === undefined || batch.filterId === filterId)
        .sort((a, b) => compare(sortValue(a), sortValue(b)) * sign);
      return pageOf(found, query, shownTask);
    },
  );
  const Commands = Type.Array(Type.Object({ endpointId: Type.String(), commandId: Type.Integer() }));
  server.get(
    `${TASKS}/:id`,
    {
      schema: {
        tags,
        summary: 'Show the commands of a batch task by their state',
        params: Type.Object({ id: Type.String() }),
        querystring: Type.Object({ appName: Type.Optional(Type.String()) }),
        response: { 200: Type.Object({ executed: Commands, expired: Commands, pending: Commands }) },
      },
    },
    ({ params: { id }, query: { appName } }) => {
      const batch = batches.find(id);
      if (batch === undefined || (appName ?? batch.applicationName) !== batch.applicationName) {
        throw notFound(`there is no task ${id}`);
      }
      const of = (state: State) =>
        batch.commands
          .filter((command) => command.state === state)
          .map(({ endpointId, commandId }) => ({ endpointId, commandId }));
      return { executed: of('executed'), expired: of('expired'), pending: of('pending') };
    },
  );
}
