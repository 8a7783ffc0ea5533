/**
 * What the REST routes are written against: the platform as REST needs it, and fastify with types from typebox.
 *
 * A service's routes are a function of both. Nothing here listens on a port.
 */
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyTypeProvider,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { SchemaTools } from '../../blueprint/json-schema.js';
import type { LoadedBlueprint } from '../../blueprint/model.js';
import type { Clock } from '../../kernel/clock.js';
import type { Journal } from '../../kernel/journal.js';
import type { Random } from '../../kernel/random.js';
import type { Static, TSchema } from '../../schema.js';
import type { InvokedCommand } from '../commands.js';
import type { Counters } from '../counters.js';
import type { Diagnostic } from '../diagnostics.js';
import type { EventBus } from '../esp/events.js';
import type { PlatformCall } from '../extensions/extension.js';
import type { FaultRegister } from '../faults/register.js';
import type { QueryCompiler } from '../services/epr/mongo-query.js';
import type { Services } from '../services/services.js';
import type { SnapshotDoor } from '../snapshot/door.js';
import type { RestSettings } from './settings.js';

/** What REST asks of the platform; {@link Platform} is one. */
export interface RestPlatform {
  readonly blueprint: LoadedBlueprint;
  readonly clock: Clock;
  readonly random: Random;
  readonly journal: Journal;
  readonly events: EventBus;
  readonly counters: Counters;
  readonly services: Services;
  /** Absent: whoever runs the platform offers no snapshots. */
  readonly snapshots?: SnapshotDoor | undefined;
  /** @throws RangeError when the endpoint or the command type is none */
  invokeCommand(command: {
    readonly endpointId: string;
    readonly type: string;
    readonly payload?: unknown;
    readonly ttlMs?: number;
  }): InvokedCommand;
  /** Asks an extension instance about an endpoint; undefined when there is no such endpoint or instance. */
  invoke(extensionInstance: string, endpointId: string, call: PlatformCall): unknown;
  isConnected(endpointId: string): boolean;
  readonly faults: FaultRegister;
  /** @returns the clients whose connections end @throws KaaError ENDPOINT_UNKNOWN, ENDPOINT_NOT_CONNECTED */
  disconnect(endpointId: string): string[];
  restart(options: { readonly downMs?: number }): Promise<void>;
  readonly restarts: number;
  /** The fleet that declares an endpoint; undefined when none does. */
  fleetOf(endpointId: string): string | undefined;
  diagnostics(): Diagnostic[];
}

/** What every route module gets. */
export interface RestContext {
  readonly platform: RestPlatform;
  readonly settings: RestSettings;
  readonly tools: SchemaTools;
  readonly compileQuery: QueryCompiler;
}

/** Requests typed by the schemas of their routes. */
export interface SchemaTypes extends FastifyTypeProvider {
  readonly validator: this['schema'] extends TSchema ? Static<this['schema']> : unknown;
  readonly serializer: unknown;
}

export type RestServer = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  SchemaTypes
>;

/** The routes of one service. */
export type Routes = (server: RestServer, context: RestContext) => void;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Open to everybody, also where a token is required. */
    readonly open?: boolean;
  }
}
