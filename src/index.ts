/**
 * The library: everything that the `kaa` commands do, as functions. Here the parts are put together, and nothing else.
 *
 *     const blueprint = await loadBlueprint();
 *     const running = await startPlatform({ blueprint, port: 0 });
 *     const report = await runFleets({ blueprint, fleets: 'fleets', durationMs: 15_000 });
 */

export type { Fleet, LoadedFleet } from './blueprint/fleet/fleet.js';
export type { Blueprint, LoadedBlueprint, Problem } from './blueprint/model.js';
export type {
  ConformanceOutcome,
  ConformanceReport,
  ConformanceResult,
  ConformanceSummary,
} from './conformance/report.js';
export type { Requirement } from './conformance/requirements.js';
export { PROTOCOLS, type Protocol } from './conformance/wire/wire.js';
export { type ErrorCode, type ErrorKind, KaaError } from './errors.js';
export {
  type AddedApplication,
  addApplication,
  blueprintSchema,
  createBlueprint,
  DEFAULT_TEMPLATE,
  fleetSchema,
  listTemplates,
  loadBlueprint,
  loadFleets,
  type Scaffolded,
  type TemplateInfo,
  validateBlueprint,
} from './facade/blueprints.js';
export {
  listRequirements,
  type RunConformanceOptions,
  runConformance,
} from './facade/conformance.js';
export { type FleetStart, type RunFleetsOptions, runFleets } from './facade/fleets.js';
export {
  type ReadyInfo,
  type ReadyVersion,
  type RunningPlatform,
  type StartPlatformOptions,
  type StoppedPlatform,
  startPlatform,
} from './facade/platform.js';
export type { Reload } from './facade/reload.js';
export { loadPlatform, savePlatform } from './facade/snapshots.js';
export { type Clock, WallClock } from './kernel/clock.js';
export { Journal } from './kernel/journal.js';
export type { JournalEvent } from './kernel/journal-events.js';
export { VirtualClock } from './kernel/virtual-clock.js';
export type { CommandOutcome, InvokedCommand } from './platform/commands.js';
export type { Diagnostic } from './platform/diagnostics.js';
export type { EndpointInfo, Platform } from './platform/platform.js';
export type { SnapshotInfo } from './platform/snapshot/door.js';
export type { ErrorGroup, FleetProgress, FleetReport, Latency, SampleCounts } from './sim/report/report.js';
