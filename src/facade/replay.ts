/**
 * Replaying a recording: to a platform of the replay's own, or to a 1/KP server elsewhere, in real or in virtual time.
 */
import { findBlueprint } from '../blueprint/load.js';
import type { LoadedBlueprint } from '../blueprint/model.js';
import { kaaError } from '../errors.js';
import type { Clock } from '../kernel/clock.js';
import { Journal } from '../kernel/journal.js';
import { createRandom, freshSeed } from '../kernel/random.js';
import type { Plan } from '../sim/plan/plan.js';
import type { ReplayOptions as PlayOptions } from '../sim/recording/replay.js';
import { replayPlan } from '../sim/recording/replay-plan.js';
import { Survey } from '../sim/recording/survey.js';
import type { FleetReport } from '../sim/report/report.js';
import { thresholdsOf } from '../sim/report/thresholds.js';
import { DEFAULT_RESPONSE_TIMEOUT_MS } from '../sim/run.js';
import { loadBlueprint } from './blueprints.js';
import { watchEventLoop } from './event-loop.js';
import { elsewhere, type Near, ownPlatform } from './fleet-platform.js';
import { type FleetTime, fleetTime } from './fleet-time.js';
import { readTls, type TlsFiles } from './fleet-transports.js';
import { checkTarget } from './fleets.js';
import { withJournalFile } from './journal-file.js';
import { type RangeTexts, rangeOf, readRecording } from './recording-files.js';

export type { ReplayProgress } from '../sim/recording/replay.js';
export type { Tape } from '../sim/recording/tape.js';

export interface ReplayOptions extends RangeTexts, Pick<PlayOptions, 'onTape' | 'onProgress' | 'signal'> {
  /** A recording, or a journal. */
  readonly file: string;
  /** Whose platform it is sent to; the one around the current folder when absent. Not needed with `target`. */
  readonly blueprint?: LoadedBlueprint | string | undefined;
  /** Address of a 1/KP server; a platform of its own when absent. */
  readonly target?: string | undefined;
  readonly allowRemote?: boolean | undefined;
  readonly credentials?: { readonly username: string; readonly password?: string | undefined } | undefined;
  readonly tls?: TlsFiles | undefined;
  readonly transport?: 'tcp' | 'memory' | undefined;
  /** How many times as fast as it was recorded; 1 when absent. */
  readonly rate?: number | undefined;
  /** How many times it is sent; once when absent. */
  readonly loops?: number | undefined;
  /** Connections that the endpoints of each application version share; one for each endpoint when absent. */
  readonly gateways?: number | undefined;
  readonly virtual?: boolean | undefined;
  /** When virtual time begins, milliseconds since the epoch. */
  readonly startAt?: number | undefined;
  readonly responseTimeoutMs?: number | undefined;
  readonly thresholds?: readonly string[] | undefined;
  readonly journalFile?: string | undefined;
  /** Told once, before anything connects. */
  readonly onStart?: ((start: ReplayStart) => void) | undefined;
  readonly clock?: Clock | undefined;
}

export interface ReplayStart {
  readonly target: string;
  readonly endpoints: number;
  readonly requests: number;
  /** How long the part that is sent is, as it was recorded. */
  readonly spanMs: number;
}

/** The shape of `kaa sim replay --json`: a run's report, and which recording it was. */
export interface ReplayReport extends FleetReport {
  readonly recording: {
    readonly file: string;
    readonly requests: number;
    readonly spanMs: number;
    readonly rate: number;
    readonly loops: number;
  };
}

/** As for runs. */
const EVENTS_KEPT = 1000;

/**
 * Sends what the endpoints of a recording sent, again, and judges the answers.
 *
 *     await replayRecording({ file: 'session.ndjson', target: 'mqtt://127.0.0.1:1883', rate: 10 });
 *
 * @throws KaaError RECORDING_NOT_READABLE, RECORDING_EMPTY, RECORDING_VERSION_UNKNOWN, FLAG_INVALID, BLUEPRINT_NOT_FOUND,
 *   TARGET_INVALID, TARGET_NOT_LOOPBACK, TARGET_UNREACHABLE, LOGIN_REFUSED, TIME_CONFLICT, JOURNAL_NOT_WRITABLE
 */
export async function replayRecording(options: ReplayOptions): Promise<ReplayReport> {
  const { file, target, rate = 1, loops = 1 } = options;
  const time = fleetTime(options);
  thresholdsOf(options.thresholds ?? []);
  if (target !== undefined) await checkTarget(target, options.allowRemote ?? false);
  const range = await rangeOf(file, options);
  const survey = await surveyOf(file, new Survey(range));
  const blueprint = target === undefined ? await blueprintOf(options) : undefined;
  const plan = replayPlan({
    // It names the clients, so that two replays do not take each other's connections.
    seed: options.virtual === true ? 0 : freshSeed(),
    ...{ tokens: survey.tokens, gateways: options.gateways },
    applicationOf: (version) => (blueprint === undefined ? '' : applicationOf(blueprint, version, file)),
  });
  const { requests } = survey;
  const recording = { file, requests, spanMs: spanOf(survey), rate, loops };
  const played = { ...options, survey, range, rate, loops };
  const report = await play(plan, blueprint, time, played);
  return { ...report, ...time.facts, recording };
}

type Played = ReplayOptions & Pick<PlayOptions, 'survey' | 'range' | 'rate' | 'loops'>;

async function play(
  plan: Plan,
  blueprint: LoadedBlueprint | undefined,
  time: FleetTime,
  options: Played,
): Promise<FleetReport> {
  const { clock, pace, inFlight } = time;
  const { survey, file, responseTimeoutMs = DEFAULT_RESPONSE_TIMEOUT_MS } = options;
  const journal = new Journal(clock, EVENTS_KEPT);
  const eventLoop = inFlight === undefined ? watchEventLoop() : undefined;
  return await withJournalFile({ journal, clock: pace }, options.journalFile, async (written) => {
    const near = await nearOf(plan, blueprint, time, { ...options, journal });
    try {
      const { transport } = near;
      const { endpoints } = plan;
      const { requests } = survey;
      options.onStart?.({ target: transport.name, endpoints, requests, spanMs: spanOf(survey) });
      const { prepareReplay } = await import('../sim/recording/replay.js');
      const random = createRandom(plan.seed);
      const messages = () => readRecording(file);
      const replay = await prepareReplay(
        plan,
        { clock, pace, inFlight, journal, eventLoop, transport, random, messages },
        { ...options, responseTimeoutMs, credentials: options.credentials ?? near.credentials },
      );
      eventLoop?.start();
      return await time.pass(
        () => replay.execute(),
        () => written?.behind(),
      );
    } finally {
      eventLoop?.stop();
      await near.close();
    }
  });
}

const spanOf = ({ span: { firstMs, lastMs } }: Survey) => Math.round(lastMs - firstMs);

async function surveyOf(file: string, survey: Survey): Promise<Survey> {
  const onMissed = (count: number) => {
    survey.missed += count;
  };
  for await (const message of readRecording(file, onMissed)) survey.see(message);
  if (survey.requests > 0) return survey;
  throw kaaError('RECORDING_EMPTY', { file, what: 'request of an endpoint that could be sent again' });
}

async function blueprintOf({ blueprint }: ReplayOptions): Promise<LoadedBlueprint> {
  if (blueprint !== undefined && typeof blueprint !== 'string') return blueprint;
  return await loadBlueprint(blueprint ?? (await findBlueprint()));
}

function applicationOf({ applications }: LoadedBlueprint, version: string, file: string): string {
  const found = Object.entries(applications).find(([, { versions }]) => Object.hasOwn(versions, version));
  if (found === undefined) throw kaaError('RECORDING_VERSION_UNKNOWN', { file, version });
  return found[0];
}

/** What the recording is sent to. */
async function nearOf(
  plan: Plan,
  blueprint: LoadedBlueprint | undefined,
  { clock, pace, inFlight }: FleetTime,
  { target = '', transport, tls: files, journal }: ReplayOptions & { readonly journal: Journal },
): Promise<Near> {
  const tls = readTls(files ?? {});
  return blueprint === undefined
    ? await elsewhere(target, plan, { clock, tls })
    : await ownPlatform(blueprint, plan, { clock, pace, inFlight, journal, transport, tls });
}
