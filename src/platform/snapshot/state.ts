/**
 * The state of a running platform as a whole: captured as a value, replaced by one, or set back to the blueprint.
 *
 * Replacing is all or nothing: a snapshot is checked against the platform before anything changes. Sessions end, since what
 * their clients know no longer holds; services announce nothing, and one entry in the journal says what happened.
 */
import { loadSchemaTools } from '../../blueprint/json-schema.js';
import type { LoadedBlueprint } from '../../blueprint/model.js';
import { kaaError } from '../../errors.js';
import type { Clock } from '../../kernel/clock.js';
import type { Journal } from '../../kernel/journal.js';
import { serviceCatalog } from '../catalog.js';
import type { Commands } from '../commands.js';
import type { Memories } from '../esp/memories.js';
import type { Communication } from '../kpc/communication.js';
import { loadQueryCompiler, type QueryCompiler } from '../services/epr/mongo-query.js';
import type { Services } from '../services/services.js';
import { checkSnapshot, missingIn } from './check.js';
import { SNAPSHOT_FORMAT, type Snapshot } from './schema.js';
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

  /** @param kaa the version of kaa that writes it */
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
    const tools = await loadSchemaTools();
    refuseNewer(readHeader(texts), folder);
    const read = readSnapshot(texts, tools);
    if (!read.ok) throw invalid(read.problems, folder);
    const { snapshot } = read;
    const compile: QueryCompiler =
      snapshot.filters.length === 0
        ? () => ({ ok: false, reason: 'no compiler' })
        : await loadQueryCompiler();
    this.#check(snapshot, folder, { tools, compile });
    const { clock } = this.#parts;
    this.#replace(snapshot, compile);
    const endpoints = snapshot.endpoints.length;
    this.#parts.journal.append({ type: 'kaa.state-replaced', by: 'snapshot', endpoints });
    // Nothing else may be due between the check and here: the state was replaced in one go.
    void clock;
    return snapshot;
  }

  /** Forgets everything; what the blueprint declares is there again, as after a start. */
  reset(): void {
    const { services, journal, declare } = this.#parts;
    this.#replace(NOTHING, () => ({ ok: false, reason: 'no filters' }));
    services.restoreDeclaredCredentials?.();
    declare();
    journal.append({ type: 'kaa.state-replaced', by: 'reset', endpoints: services.epr.size });
  }
}
