/**
 * Journals of contract tests, written by hand: what is on the wire at which second, and what the driver did.
 */
import type { LoadedContract } from '../../src/blueprint/contract-model.js';
import type { VersionSchemas } from '../../src/blueprint/model.js';
import { check } from '../../src/contract/check.js';
import type { JudgeTools } from '../../src/contract/judge/judgement.js';
import { planOf } from '../../src/contract/plan/plan.js';
import type { ExpectationResult } from '../../src/contract/report.js';
import { Trace } from '../../src/contract/trace/trace.js';
import { judgeTools } from '../../src/facade/contract/tools.js';
import type { JournalEntry, JournalEvent } from '../../src/kernel/journal-events.js';

export const TOKEN = 'sensor-1';
const SERVICES = { dcx: 'dcx', epmx: 'epmx', cmx: 'cmx', cex: 'cex' };

export const tools: JudgeTools = judgeTools();

/** At a second something happens. */
export type Scene = readonly (readonly [second: number, ...entries: readonly JournalEntry[]])[];

const topic = (path: string, token = TOKEN) =>
  ['kp1', 'demo-v1', ...path.split('/').toSpliced(1, 0, token)].join('/');

/** The device publishes: `cex/result/reboot/1`. */
export const says = (path: string, body: unknown, token = TOKEN): JournalEntry => ({
  type: 'kpc.message-received',
  client: 'device',
  topic: topic(path, token),
  qos: 1,
  payload: typeof body === 'string' ? body : JSON.stringify(body),
});

/** The platform sends: `cex/command/reboot`. */
export const hears = (
  path: string,
  body: unknown,
  cause: 'status' | 'error' | 'push' = 'push',
): JournalEntry => ({
  type: 'kpc.message-sent',
  client: 'device',
  topic: `${topic(path)}/${cause === 'error' ? 'error' : 'status'}`,
  qos: 1,
  payload: JSON.stringify(body),
  cause,
});

export const connects: JournalEntry = {
  type: 'kpc.client-connected',
  client: 'device',
  transport: 'tcp',
  protocol: 'MQTT 3.1.1',
};
export const leaves: JournalEntry = { type: 'kpc.client-disconnected', client: 'device', reason: 'gone' };
export const isTurnedAway = (attempt: number): JournalEntry => ({
  type: 'contract.connection-refused',
  attempt,
  client: 'device',
});

export const begins = (step: string): JournalEntry => ({ type: 'contract.step-began', step });
export const ends = (step: string): JournalEntry => ({ type: 'contract.step-ended', step });

type Marks = { readonly commandType?: string; readonly commandId?: number; readonly configId?: string };
export const provokes = (step: string, marks: Marks = {}): JournalEntry => ({
  type: 'contract.provoked',
  step,
  token: TOKEN,
  what: 'something',
  ...marks,
});

/** The results of a contract for a scene, by ID; the scene ends at the last second, or at `until`. */
export function verdictsOf(
  contract: Omit<LoadedContract['contract'], 'contract'>,
  scene: Scene,
  { until, schemas = { commands: {} } }: { readonly until?: number; readonly schemas?: VersionSchemas } = {},
): Record<string, ExpectationResult> {
  const loaded: LoadedContract = {
    file: 'contract.yaml',
    contract: { contract: 'demo-v1', ...contract },
    places: {},
  };
  const { plan } = planOf({ appVersion: 'demo-v1', contract: loaded, schemas });
  const trace = new Trace({ services: SERVICES });
  for (const event of eventsOf(scene, until)) trace.add(event);
  return Object.fromEntries(check({ plan, trace, schemas, tools }).map((result) => [result.id, result]));
}

function eventsOf(scene: Scene, until: number | undefined): JournalEvent[] {
  const last = until ?? scene.at(-1)?.[0] ?? 0;
  const began: JournalEntry = {
    type: 'contract.began',
    appVersion: 'demo-v1',
    tokens: [TOKEN],
    endpointIds: [TOKEN],
    isAlone: true,
  };
  const whole: Scene = [[0, began], ...scene, [last, { type: 'contract.ended' }]];
  const entries = whole.flatMap(([second, ...list]) => list.map((entry) => ({ second, entry })));
  return entries.map(({ second, entry }, seq) => ({ seq, at: second * 1000, ...entry }) as JournalEvent);
}
