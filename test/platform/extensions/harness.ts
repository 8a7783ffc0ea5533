/**
 * Calls an extension with values: settings completed with their defaults, requests from texts, contexts from little.
 */
import { Ajv, type ValidateFunction } from 'ajv';
import type { TSchema } from 'typebox';
import { expect } from 'vitest';
import { createRandom } from '../../../src/kernel/random.js';
import { Payload } from '../../../src/kp1/payload.js';
import type { Ctx, Effects, Extension, KpRequest } from '../../../src/platform/extensions/extension.js';

export const NOW = 1_556_293_267_000;

const compiled = new WeakMap<object, ValidateFunction>();

function validatorOf(schema: object): ValidateFunction {
  let validate = compiled.get(schema);
  if (validate === undefined) {
    validate = new Ajv({ strict: true, allowUnionTypes: true, useDefaults: true }).compile(schema);
    compiled.set(schema, validate);
  }
  return validate;
}

/** As the blueprint does it: checked and completed; throws when the schema refuses. */
export function complete<Settings>(schema: TSchema, settings: Partial<Settings> = {}): Settings {
  const completed = structuredClone(settings);
  const validate = validatorOf(schema);
  if (!validate(completed)) throw new Error(JSON.stringify(validate.errors));
  return completed as Settings;
}

export function open<State, Settings, Provider>(
  extension: Extension<State, Settings, Provider>,
  provider: Provider,
  settings: Partial<Settings> = {},
): State {
  return extension.open(complete<Settings>(extension.settings, settings), provider);
}

interface Circumstances {
  readonly now?: number;
  readonly endpointId?: string;
  readonly appVersionName?: string;
  readonly connected?: boolean;
  readonly extensionInstance?: string;
  readonly applicationConfig?: Record<string, unknown>;
  readonly versionConfig?: Record<string, unknown>;
}

export function ctx(circumstances: Circumstances = {}): Ctx {
  const { endpointId = 'endpoint-1', appVersionName = 'demo-v1', connected = true } = circumstances;
  return {
    now: NOW,
    random: createRandom(1).stream('test'),
    extensionInstance: 'instance',
    applicationConfig: {},
    versionConfig: {},
    ...circumstances,
    endpoint: { endpointId, applicationName: 'demo', appVersionName, connected },
  };
}

/** A request with the request ID 1; bytes and texts travel as they are, other values as JSON. */
export function request(resourcePath: string, payload: unknown, requestId: string | null = '1'): KpRequest {
  return { resourcePath, requestId: requestId ?? undefined, payload: new Payload(bytes(payload)) };
}

function bytes(payload: unknown): Uint8Array {
  if (payload instanceof Uint8Array) return payload;
  return Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload));
}

export const EMPTY = new Uint8Array(0);
/** JSON in Latin-1, which is not UTF-8. */
export const NOT_UTF8 = new Uint8Array([0x22, 0xe4, 0x22]);

/** The JSON that the reply carries. */
export function body(effects: Effects): unknown {
  return JSON.parse(effects.reply?.payload ?? 'no payload');
}

/** Holds a payload against the closed schemas of the RFCs, as the reference gives them in §5.0. */
export function expectShape(payload: string | undefined, schema: object): void {
  const validate = validatorOf(schema);
  expect(validate(JSON.parse(payload ?? 'no payload')), JSON.stringify(validate.errors)).toBe(true);
}

export const RFC = {
  configuration: {
    type: 'object',
    properties: { configId: { type: 'string' }, config: {} },
    additionalProperties: false,
  },
  commands: {
    type: 'array',
    items: {
      type: 'object',
      properties: { id: { type: 'integer' }, payload: {} },
      required: ['id'],
      additionalProperties: false,
    },
  },
  commandsOfAllTypes: {
    type: 'array',
    items: {
      type: 'object',
      properties: { id: { type: 'integer' }, type: { type: 'string' }, payload: {} },
      required: ['id', 'type'],
      additionalProperties: false,
    },
  },
  metadataKeys: {
    type: 'array',
    items: { type: 'string', pattern: '^[a-zA-Z0-9_]+$' },
    uniqueItems: true,
  },
  metadata: {
    type: 'object',
    patternProperties: { '^[a-zA-Z0-9_]+$': {} },
    additionalProperties: false,
  },
};
