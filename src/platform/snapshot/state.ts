/**
 * The state of a running platform as a whole: captured as a value, replaced by one, or set back to the blueprint.
 *
 * Replacing is all or nothing: a snapshot is checked against the platform before anything changes. Sessions end, since what
 * their clients know no longer holds; services announce nothing, and one entry in the journal says what happened.
 */
import { type SchemaTools, schemaTools } from '../../blueprint/json-schema.js';
import type { LoadedBlueprint } from '../../blueprint/model.js';
import { kaaError } from '../../errors.js';
import type { Clock } from '../../kernel/clock.js';
import type { Journal } from '../../kernel/journal.js';
import { serviceCatalog } from '../catalog.js';
import type { Commands } from '../commands.js';
import type { Memories } from '../esp/memories.js';
import type { Communication } from '../kpc/communication.js';
import { loadQueryCompiler, type Matches, type QueryCompiler } from '../services/epr/mongo-query.js';
import type { Services } from '../services/services.js';
import { checkSnapshot, missingIn } from './check.js';
import { EMPTY_STATE, type SavedState, SNAPSHOT_FORMAT, type Snapshot } from './schema.js';
import { readHeader, readSnapshot, type SnapshotProblem, type SnapshotTexts } from './text.js';

export interface StateParts {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly seed: number;
  readonly services: Services;
  readonly memories: Pick<Memories<never>, 'capture' | 'restore' | 'of'>;
  readonly communication: Pick<Communication, 'closeAll'>;
  readonly commands: Pick<Commands, 'forgetAll'>;
  /** The blueprint as it is served now. */
  readonly blueprint: () => LoadedBlueprint;
  /** Adds whatever the blueprint declares and is not there. */
  readonly declare: () => void;
}

/** Problems that a message lists; `details.problems` has all. */
const PROBLEMS_SHOWN = 20;

export class PlatformState {
  readonly #parts: StateParts;

  constructor(parts: StateParts) {
    this.#parts = parts;
  }

  /** @param kaa the version of kaa that takes it */
  capture(kaa: string): Snapshot {
    const { clock, seed, services, memories } = this.#parts;
    const blueprint = this.#parts.blueprint();
    return {
      header: {
        format: SNAPSHOT_FORMAT,
        kaa,
        blueprint: blueprint.name,
        tenant: blueprint.tenant,
        seed,
        savedAt: new Date(clock.now()).toISOString(),
      },
      tekton: services.tekton.capture(blueprint),
      endpoints: services.epr.capture(),
      tokens: services.cm.capture(),
      configurations: services.ecr.capture(),
      software: services.otao.capture(),
      credentials: services.ccm.capture(),
      filters: services.filters.capture(),
      timeSeries: [...services.epts.capture()],
      extensions: memories.capture(),
    };
  }

  /**
   * Puts a snapshot in place of the state, or leaves the state as it is.
   * @param folder where the snapshot comes from, for messages
   * @throws KaaError SNAPSHOT_NEWER, SNAPSHOT_INVALID (`details.problems` lists every problem), SNAPSHOT_FOREIGN
   */
  async restore(texts: SnapshotTexts, folder: string): Promise<Snapshot> {
    const tools = schemaTools();
    const compile = await loadQueryCompiler();
    refuseNewer(readHeader(texts), folder);
    const read = readSnapshot(texts, tools);
    if (!read.ok) throw invalid(read.problems, folder);
    const { snapshot } = read;
    this.#refuseUnfit(snapshot, folder, tools, compile);
    this.#replace(snapshot, compile);
    const endpoints = snapshot.endpoints.length;
    this.#parts.journal.append({ type: 'kaa.state-replaced', by: 'snapshot', endpoints });
    return snapshot;
  }

  /** Adds whatever the blueprint declares and the state lacks. */
  complete(): void {
    this.#parts.declare();
  }

  /** Forgets everything; what the blueprint declares is there again, as after a start. */
  reset(): void {
    this.#replace(EMPTY_STATE);
    this.#parts.declare();
    const { journal, services } = this.#parts;
    journal.append({ type: 'kaa.state-replaced', by: 'reset', endpoints: services.epr.size });
  }

  #refuseUnfit(snapshot: Snapshot, folder: string, tools: SchemaTools, compile: QueryCompiler): void {
    const blueprint = this.#parts.blueprint();
    const missing = missingIn(blueprint, snapshot);
    if (missing.length > 0) {
      const { blueprint: saved } = snapshot.header;
      const names = { blueprint: saved, running: blueprint.name, missing: missing.join(', ') };
      throw kaaError('SNAPSHOT_FOREIGN', { folder, ...names }, { details: { missing } });
    }
    const { services } = serviceCatalog();
    const problems = checkSnapshot(snapshot, {
      blueprint,
      tools,
      serviceOf: (service) => services[service],
      memoryOf: (instance) => this.#parts.memories.of(instance),
      queryFault: (query) => faultOf(compile, query),
    });
    if (problems.length > 0) throw invalid(problems, folder);
  }

  /** Nothing in here fails: what could has been checked. */
  #replace(saved: SavedState, compile?: QueryCompiler): void {
    const { services, memories, communication, commands } = this.#parts;
    const { tekton, epr, cm, ecr, otao, ccm, filters, epts, blobs } = services;
    communication.closeAll();
    commands.forgetAll();
    tekton.restore(this.#parts.blueprint(), saved.tekton);
    epr.restore(saved.endpoints);
    cm.restore(saved.tokens);
    ecr.restore(saved.configurations);
    otao.restore(saved.software);
    ccm.restore(saved.credentials);
    filters.restore(
      saved.filters.map((filter) => ({ ...filter, matches: matcherOf(compile, filter.mongoQuery) })),
    );
    epts.restore(saved.timeSeries);
    memories.restore(saved.extensions);
    blobs.retain((endpointId) => epr.endpoint(endpointId) !== undefined);
  }
}

function faultOf(compile: QueryCompiler, query: unknown): string | undefined {
  const compiled = compile(query);
  return compiled.ok ? undefined : compiled.reason;
}

function matcherOf(compile: QueryCompiler | undefined, query: unknown): Matches {
  const compiled = compile?.(query);
  return compiled?.ok === true ? compiled.matches : () => false;
}

/** What a newer kaa wrote is not looked at any further: its form is unknown. */
function refuseNewer(header: unknown, folder: string): void {
  const { format, kaa = 'unknown' } = (header ?? {}) as { format?: unknown; kaa?: unknown };
  if (typeof format !== 'number' || format <= SNAPSHOT_FORMAT) return;
  throw kaaError('SNAPSHOT_NEWER', { folder, format, kaa: String(kaa), known: SNAPSHOT_FORMAT });
}

function invalid(problems: readonly SnapshotProblem[], folder: string) {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  const lines = problems.slice(0, PROBLEMS_SHOWN).map(({ file, path, message }) => {
    return `  ${[file, path, message].filter((part) => part !== '').join('  ')}`;
  });
  const rest = problems.length - lines.length;
  if (rest > 0) lines.push(`  and ${rest} more`);
  return kaaError(
    'SNAPSHOT_INVALID',
    { count, folder, problems: lines.join('\n') },
    { details: { problems } },
  );
}
