/**
 * Configurations on the endpoints' side: what is pushed is applied or refused, and reported so. [7/CMP CMP-19, CMP-24..27]
 *
 * A push without a configuration means that nothing has changed [7/CMP CMP-18]. Configurations of one endpoint are applied
 * in the order in which they came. What `cmx_ota` pushes is software: see `software-updater.ts`.
 */

import { isFields } from '../../blueprint/data.js';
import type { Random, RandomStream } from '../../kernel/random.js';
import { isSuccess } from '../../kp1/error-response.js';
import { type AppliedRequest, ConfigurationResponse } from '../../kp1/payloads.js';
import { parseJson, parseJsonAs } from '../../kp1/validator.js';
import { isTrue } from '../generators/evaluate.js';
import type { Moment } from '../generators/generator.js';
import type { EndpointTable } from '../plan/endpoint-table.js';
import type { ConfigurationRef, Recorder } from '../report/recorder.js';
import { PERIOD_MS_MIN } from '../schedule/sampler.js';
import type { Behaviour } from './behaviour.js';
import type { Delays } from './delays.js';
import type { Device } from './device.js';
import { CMX } from './extension-instances.js';
import type { Machines, Outcome } from './machines.js';
import type { ConfigurationRule, SamplePeriod, Status } from './rules.js';
import type { SoftwareUpdater } from './software-updater.js';
import { drawMs } from './span.js';

export interface ConfigurationPush {
  readonly endpoint: number;
  /** `cmx` or `cmx_ota`. */
  readonly extension: string;
  /** What follows `/config/json`: empty for the default configuration, else `/<name>`. [7/CMP CMP-05, CMP-06] */
  readonly namePath: string;
}

export interface ConfigurationPorts {
  readonly random: Random;
  readonly table: EndpointTable;
  readonly behaviours: readonly Behaviour[];
  readonly recorder: Recorder;
  readonly machines: Machines;
  readonly delays: Delays;
  readonly software: SoftwareUpdater;
  readonly setPeriod: (endpoint: number, periodMs: number) => void;
  /** False when the endpoint has no connection. */
  readonly sendApplied: (push: ConfigurationPush, applied: AppliedRequest) => boolean;
}

const OK: Status = { statusCode: 200 };

export class ConfigurationApplier {
  readonly #ports: ConfigurationPorts;
  /** When the last configuration of each endpoint will have been applied; only where that takes time. */
  readonly #busyUntil = new Map<number, number>();
  readonly #streams = new Map<number, RandomStream>();

  constructor(ports: ConfigurationPorts) {
    this.#ports = ports;
  }

  /** @returns why the payload is no configuration; undefined when it is, or when it brings nothing new */
  receive(push: ConfigurationPush, payload: Uint8Array): string | undefined {
    if (isNothing(payload)) return undefined;
    const response = parseJsonAs(ConfigurationResponse, payload);
    if (!response.ok) return response.reason;
    const { configId, config, statusCode } = response.value;
    if (configId === undefined || config === undefined || config === null) return undefined;
    if (statusCode !== undefined && !isSuccess(statusCode)) return undefined;
    const { recorder, software, behaviours, table } = this.#ports;
    const ref = { extension: push.extension, name: push.namePath.slice(1) || 'default', configId };
    recorder.configurationReceived(push.endpoint, ref);
    if (push.extension !== CMX) {
      software.offer(push, ref);
      return undefined;
    }
    const rule = behaviours[table.fleetPlace(push.endpoint)]?.configuration as ConfigurationRule;
    const afterMs = rule.after === undefined ? 0 : this.#afterMs(push.endpoint, rule);
    this.#ports.delays.after(push.endpoint, afterMs, 'the application of a configuration', () =>
      this.#finish(push, ref, config, rule),
    );
    return undefined;
  }

  #finish(push: ConfigurationPush, ref: ConfigurationRef, config: unknown, rule: ConfigurationRule): void {
    const { recorder, machines } = this.#ports;
    const moment = machines.moment(push.endpoint, { configuration: config });
    const { status, afterwards } =
      push.namePath === '' ? this.#apply(push.endpoint, config, rule, moment) : { status: OK };
    if (this.#ports.sendApplied(push, { configId: ref.configId, ...status }))
      recorder.configurationApplied(push.endpoint, ref, status);
    if (afterwards !== undefined) machines.apply(push.endpoint, afterwards, moment);
  }

  /** Only the default configuration means something to the fleet file. */
  #apply(
    endpoint: number,
    config: unknown,
    rule: ConfigurationRule,
    moment: Moment,
  ): { readonly status: Status; readonly afterwards?: Outcome } {
    const refusal = rule.refuse.find(({ when }) => isTrue(when(moment)));
    if (refusal !== undefined) return { status: refusal.status };
    const period = rule.samplePeriod && periodOf(config, rule.samplePeriod);
    if (typeof period === 'object') return { status: period };
    const device = this.#ports.machines.find(endpoint);
    const outcome =
      device === undefined ? { cause: 'configuration' } : this.#take(device, config, rule, moment);
    if (outcome.refuse !== undefined) return { status: outcome.refuse };
    if (period !== undefined) this.#ports.setPeriod(endpoint, period);
    const { rebootMs, cause, ...change } = outcome;
    this.#ports.machines.apply(endpoint, { ...change, cause }, moment);
    return rebootMs === undefined ? { status: OK } : { status: OK, afterwards: { rebootMs, cause } };
  }

  /** The endpoint keeps it, unless a module refuses it now. */
  #take(device: Device, config: unknown, rule: ConfigurationRule, moment: Moment): Outcome {
    const { endpoint, view } = device;
    const cause = 'configuration';
    const before = view.configuration;
    const isMerged = rule.isMerged && isFields(before) && isFields(config);
    view.configuration = isMerged ? { ...before, ...config } : config;
    const { state, reboot, assign } = rule.then;
    const reaction =
      state === undefined
        ? this.#ports.machines.react(endpoint, { kind: 'configuration' }, moment)
        : undefined;
    if (reaction?.refuse !== undefined) view.configuration = before;
    else assign?.(device, moment);
    const rebootMs = reboot === undefined ? reaction?.rebootMs : drawMs(reboot, () => device.stream);
    return { cause, state, ...reaction, rebootMs };
  }

  /** Counted so that none overtakes the one before. */
  #afterMs(endpoint: number, rule: ConfigurationRule): number {
    const { random, table, machines } = this.#ports;
    const stream = () => {
      const known =
        this.#streams.get(endpoint) ?? random.stream(`configuration/${table.token(endpoint)}/after`);
      this.#streams.set(endpoint, known);
      return known;
    };
    const now = machines.moment(endpoint).at;
    const until = Math.max(now + drawMs(rule.after, stream), this.#busyUntil.get(endpoint) ?? 0);
    this.#busyUntil.set(endpoint, until);
    return until - now;
  }
}

/** Some servers send an empty payload or null when there is nothing new. */
function isNothing(payload: Uint8Array): boolean {
  if (payload.length === 0) return true;
  const parsed = parseJson(payload);
  return parsed.ok && parsed.value === null;
}

/** In milliseconds; undefined when the configuration names none; a refusal when that is none. */
function periodOf(config: unknown, { path, unitMs }: SamplePeriod): number | undefined | Status {
  let value = config;
  for (const member of path) value = (value as Record<string, unknown> | null | undefined)?.[member];
  if (value === undefined) return undefined;
  const periodMs = Number(value) * unitMs;
  if (typeof value === 'number' && periodMs >= PERIOD_MS_MIN && periodMs !== Infinity) return periodMs;
  return { statusCode: 400, reasonPhrase: `${path.join('.')} is no sample period` };
}
