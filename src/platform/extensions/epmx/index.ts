/**
 * EPMX, endpoint metadata: lets an endpoint read and change its own metadata, within the access list. [10/EPMP]
 *
 *     /get/keys     the keys            /get            all or some values
 *     /update       replace everything  /update/keys    change some    /delete/keys    delete some
 *
 * It keeps nothing: the metadata is in the endpoint register, which learns of changes by an event.
 */

import type { Payload } from '../../../kp1/payload.js';
import { MetadataKeysDeletion, MetadataRequest, MetadataUpdate } from '../../../kp1/payloads.js';
import { parseJsonAs } from '../../../kp1/validator.js';
import type { TSchema } from '../../../schema.js';
import { accept, type Ctx, type Effects, type Extension, NO_EFFECTS, refuse } from '../extension.js';
import type { MetadataProvider } from '../providers.js';
import { type Access, accessOf } from './access.js';
import { EpmxApplicationConfig, EpmxSettings, EpmxVersionConfig } from './settings.js';

export interface EpmxState {
  readonly settings: EpmxSettings;
  readonly endpoints: MetadataProvider;
}

interface Call {
  readonly settings: EpmxSettings;
  readonly payload: Payload;
  readonly ctx: Ctx;
  readonly access: Access;
  readonly metadata: Readonly<Record<string, unknown>>;
}

const RESOURCES: Readonly<Record<string, (call: Call) => Effects>> = {
  '/get/keys': getKeys,
  '/get': get,
  '/update': update,
  '/update/keys': updateKeys,
  '/delete/keys': deleteKeys,
};

export const epmx: Extension<EpmxState, EpmxSettings, MetadataProvider> = {
  settings: EpmxSettings,
  applicationConfig: EpmxApplicationConfig,
  versionConfig: EpmxVersionConfig,

  open: (settings, endpoints) => ({ settings, endpoints }),

  handle({ settings, endpoints }, { resourcePath, payload }, ctx) {
    const resource = Object.hasOwn(RESOURCES, resourcePath) ? RESOURCES[resourcePath] : undefined;
    if (resource === undefined) {
      const known = Object.keys(RESOURCES).join(', ');
      return refuse(404, `no such resource: ${resourcePath || '(empty)'}; there are ${known}`);
    }
    const access = accessOf(ctx.versionConfig as EpmxVersionConfig);
    return resource({
      settings,
      payload,
      ctx,
      access,
      metadata: endpoints.metadata(ctx.endpoint.endpointId),
    });
  },

  invoke: () => NO_EFFECTS,
};

/** [10/EPMP EPMP-12..16] The payload does not matter. */
function getKeys(call: Call): Effects {
  return accept(JSON.stringify(readableKeys(call)));
}

/** [10/EPMP EPMP-17..24] */
function get(call: Call): Effects {
  const { access, metadata } = call;
  if (call.payload.isEmpty) return answerWith(metadata, readableKeys(call));
  return parsed(MetadataRequest, call, ({ keys }: MetadataRequest) => {
    if (keys === undefined) return answerWith(metadata, readableKeys(call));
    const refused = keys.filter((key) => !access.readable(key));
    if (refused.length > 0) return refuse(403, `no read access to ${quoted(refused)}`);
    const missing = keys.filter((key) => !Object.hasOwn(metadata, key));
    if (missing.length > 0 && call.settings.missingKey === 'refuse') return noSuchKey(missing);
    return answerWith(
      metadata,
      keys.filter((key) => Object.hasOwn(metadata, key)),
    );
  });
}

/** [10/EPMP EPMP-25..30] Keys that the endpoint may not write survive, although the payload leaves them out. */
function update(call: Call): Effects {
  return parsed(MetadataUpdate, call, (set: MetadataUpdate) => {
    const remove = Object.keys(call.metadata).filter(
      (key) => call.access.writable(key) && !Object.hasOwn(set, key),
    );
    return change(call, set, remove);
  });
}

/** [10/EPMP EPMP-31..36] */
function updateKeys(call: Call): Effects {
  return parsed(MetadataUpdate, call, (set: MetadataUpdate) => change(call, set, []));
}

/** [10/EPMP EPMP-37..41] */
function deleteKeys(call: Call): Effects {
  return parsed(MetadataKeysDeletion, call, (keys: MetadataKeysDeletion) => {
    const missing = keys.filter((key) => call.access.writable(key) && !Object.hasOwn(call.metadata, key));
    if (missing.length > 0 && call.settings.missingKey === 'refuse') return noSuchKey(missing);
    return change(call, {}, keys);
  });
}

/** All or nothing, unless the settings say otherwise. [10/EPMP EPMP-28, EPMP-29, EPMP-34, EPMP-35, EPMP-39, EPMP-40] */
function change(call: Call, set: MetadataUpdate, remove: readonly string[]): Effects {
  const { access } = call;
  const refused = [...Object.keys(set), ...remove].filter((key) => !access.writable(key));
  if (refused.length === 0) return { events: metadataChange(call, set, remove), ...accept() };
  const refusal = refuse(403, `no write access to ${quoted(refused)}`);
  if (call.settings.refusedUpdate === 'nothing') return refusal;
  const writable = Object.fromEntries(Object.entries(set).filter(([key]) => access.writable(key)));
  const removable = remove.filter((key) => access.writable(key));
  return { events: metadataChange(call, writable, removable), ...refusal };
}

/** [19/EPMMP EPMMP-07..12] Nothing to say when only missing keys were to be deleted. */
function metadataChange(call: Call, set: MetadataUpdate, removed: readonly string[]) {
  const remove = removed.filter((key) => Object.hasOwn(call.metadata, key));
  if (remove.length === 0 && Object.keys(set).length === 0) return [];
  const { endpointId, appVersionName } = call.ctx.endpoint;
  return [{ type: 'metadata-change', endpointId, appVersionName, set, remove } as const];
}

function parsed<Value>(schema: TSchema, { payload }: Call, then: (value: Value) => Effects): Effects {
  const checked = parseJsonAs(schema, payload);
  return checked.ok ? then(checked.value as Value) : refuse(400, checked.reason);
}

const readableKeys = ({ access, metadata }: Call) =>
  Object.keys(metadata).filter((key) => access.readable(key));

function answerWith(metadata: Call['metadata'], keys: readonly string[]): Effects {
  return accept(JSON.stringify(Object.fromEntries(keys.map((key) => [key, metadata[key]]))));
}

const quoted = (keys: readonly string[]) => keys.map((key) => `"${key}"`).join(', ');
const noSuchKey = (keys: readonly string[]) => refuse(404, `no such metadata key: ${quoted(keys)}`);
