/**
 * Configurations on the endpoints' side: what is pushed is applied and reported as applied. [7/CMP CMP-19]
 *
 * `cmx_ota` speaks the same protocol, its configurations are software versions. A push without a configuration means
 * that nothing has changed. [7/CMP CMP-18]
 */
import { isSuccess } from '../../kp1/error-response.js';
import { type AppliedRequest, ConfigurationResponse } from '../../kp1/payloads.js';
import { parseJson, parseJsonAs } from '../../kp1/validator.js';
import type { EndpointTable } from '../plan/endpoint-table.js';
import type { Recorder } from '../report/recorder.js';
import { PERIOD_MS_MIN } from '../schedule/sampler.js';
import type { Behaviour, SamplePeriod } from './behaviour.js';
import { CMX } from './extension-instances.js';

export interface ConfigurationPush {
  readonly endpoint: number;
  /** `cmx` or `cmx_ota`. */
  readonly extension: string;
  /** What follows `/config/json`: empty for the default configuration, else `/<name>`. [7/CMP CMP-05, CMP-06] */
  readonly namePath: string;
  readonly payload: Uint8Array;
}

export interface ConfigurationPorts {
  readonly table: EndpointTable;
  readonly behaviours: readonly Behaviour[];
  readonly recorder: Recorder;
  readonly setPeriod: (endpoint: number, periodMs: number) => void;
  /** False when the endpoint has no connection. */
  readonly sendApplied: (push: ConfigurationPush, applied: AppliedRequest) => boolean;
}

export class ConfigurationApplier {
  readonly #ports: ConfigurationPorts;

  constructor(ports: ConfigurationPorts) {
    this.#ports = ports;
  }

  /** @returns why the payload is no configuration; undefined when it is, or when it brings nothing new */
  receive(push: ConfigurationPush): string | undefined {
    if (isNothing(push.payload)) return undefined;
    const response = parseJsonAs(ConfigurationResponse, push.payload);
    if (!response.ok) return response.reason;
    const { configId, config, statusCode } = response.value;
    if (configId === undefined || config === undefined || config === null) return undefined;
    if (statusCode !== undefined && !isSuccess(statusCode)) return undefined;
    const { recorder } = this.#ports;
    const ref = { extension: push.extension, name: push.namePath.slice(1) || 'default', configId };
    recorder.configurationReceived(push.endpoint, ref);
    const applied = { configId, ...this.#apply(push, config) };
    if (!this.#ports.sendApplied(push, applied)) return undefined;
    recorder.configurationApplied(push.endpoint, ref, applied.statusCode);
    return undefined;
  }

  /** Codes are those of HTTP; anything but 2xx is a failure. [7/CMP CMP-24..27] */
  #apply(push: ConfigurationPush, config: unknown): { statusCode: number; reasonPhrase?: string } {
    const { table, behaviours, setPeriod } = this.#ports;
    const rule = behaviours[table.fleetPlace(push.endpoint)]?.samplePeriod;
    if (rule === undefined || push.extension !== CMX || push.namePath !== '') return { statusCode: 200 };
    const value = memberOf(config, rule);
    if (value === undefined) return { statusCode: 200 };
    const periodMs = Number(value) * rule.unitMs;
    if (typeof value !== 'number' || !(periodMs >= PERIOD_MS_MIN) || periodMs === Infinity) {
      return { statusCode: 400, reasonPhrase: `${rule.path.join('.')} is no sample period` };
    }
    setPeriod(push.endpoint, periodMs);
    return { statusCode: 200 };
  }
}

/** Some servers send an empty payload or null when there is nothing new. */
function isNothing(payload: Uint8Array): boolean {
  if (payload.length === 0) return true;
  const parsed = parseJson(payload);
  return parsed.ok && parsed.value === null;
}

function memberOf(config: unknown, { path }: SamplePeriod): unknown {
  let node = config;
  for (const member of path) node = (node as Record<string, unknown> | null | undefined)?.[member];
  return node;
}
