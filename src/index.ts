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
export type {
  ContractReport,
  ContractRun,
  ContractSummary,
  ExpectationResult,
  Verdict,
} from './contract/report.js';
export type { DiffFinding, DiffReport } from './contract/schemas/diff/report.js';
export { type ErrorCode, type ErrorKind, KaaError } from './errors.js';
export {
  type AddedApplication,
  addApplication,
  blueprintSchema,
  contractSchema,
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
export type { DeviceAddress } from './facade/contract/device-bench.js';
export { replayContract } from './facade/contract/replay.js';
export {
  openReports,
  parseReport,
  REPORT_FORMATS,
  renderReport,
  type WantedReport,
} from './facade/contract/report-files.js';
export {
  type ContractOutcome,
  type RunContractOptions,
  runContract,
  type SubjectOptions,
} from './facade/contract/run.js';
export { type ExportAsyncapiOptions, exportAsyncapi } from './facade/contract-schemas/asyncapi.js';
export {
  type ContractDiff,
  type DiffContractsOptions,
  diffContracts,
} from './facade/contract-schemas/diff.js';
export {
  type InferredSchemas,
  type InferSchemasOptions,
  inferSchemas,
  writeSchemas,
} from './facade/contract-schemas/infer.js';
export { type Mocked, type MockOptions, mockInstances } from './facade/contract-schemas/mock.js';
export {
  DIFF_FORMATS,
  parseDiffReport,
  renderDiff,
  type WantedDiffReport,
  writeDiffReports,
} from './facade/contract-schemas/reports.js';
export { checkedSpeed, checkedStart } from './facade/fleet-time.js';
export { type FleetStart, type RunFleetsOptions, runFleets } from './facade/fleets.js';
export {
  type DataSetReport,
  FORMATS,
  type Format,
  type GenerateOptions,
  generateDataSet,
} from './facade/generate.js';
export { type KubernetesManifest, type KubernetesOptions, renderKubernetes } from './facade/kubernetes.js';
export {
  type ReadyInfo,
  type ReadyVersion,
  type RunningPlatform,
  type StartPlatformOptions,
  type StoppedPlatform,
  startPlatform,
} from './facade/platform.js';
export {
  type BrokerOptions,
  type RecordOptions,
  type RecordReport,
  recordBroker,
  recordPlatform,
} from './facade/record.js';
export type { Reload } from './facade/reload.js';
export {
  type ReplayOptions,
  type ReplayProgress,
  type ReplayReport,
  replayRecording,
  type Tape,
} from './facade/replay.js';
export { type RunReportOptions, type WrittenReport, writeRunReport } from './facade/run-report.js';
export { mergeShards } from './facade/shard-reports.js';
export { loadPlatform, savePlatform } from './facade/snapshots.js';
export { type TrimOptions, type TrimReport, trimRecording } from './facade/trim.js';
export { type Clock, WallClock } from './kernel/clock.js';
export { Journal } from './kernel/journal.js';
export type { JournalEvent } from './kernel/journal-events.js';
export type { RandomStream } from './kernel/random.js';
export { VirtualClock } from './kernel/virtual-clock.js';
export type { CommandOutcome, InvokedCommand } from './platform/commands.js';
export type { Diagnostic } from './platform/diagnostics.js';
export type { FaultKind, FaultSpec } from './platform/faults/fault.js';
export type { FaultInfo } from './platform/faults/register.js';
export type { EndpointInfo, Platform } from './platform/platform.js';
export type { SnapshotInfo } from './platform/snapshot/door.js';
export type { DeviceView, Moment } from './sim/generators/generator.js';
export {
  type BehaviourModule,
  type Change,
  type CommandChange,
  type ConfigurationChange,
  defineBehaviour,
  defineGenerator,
  type EndpointBehaviour,
  type GeneratorModule,
  type ModuleCommandResult,
  type ModuleContext,
  type ModuleMoment,
} from './sim/modules/define.js';
export type { ErrorGroup, FleetProgress, FleetReport, Latency, SampleCounts } from './sim/report/report.js';
export type { MergedReport } from './sim/shards/merge.js';
