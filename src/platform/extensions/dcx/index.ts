/**
 * DCX, data collection: takes data samples from endpoints and hands them on as one event per message. [2/DCP]
 *
 *     /json             an array is a batch, any other value is one data sample
 *     /json/...         the same, when the application relaxes its resource paths
 *     /plain/<metric>   a number with an optional unit, when the application relaxes its resource paths
 *
 * No member of a data sample means anything to it: time stamps are the business of EPTS. Whoever listens in this
 * process has dealt with the event before the answer goes out, so success means processed. [2/DCP DCP-06, DCP-07]
 * It keeps nothing but the requests that wait for reliable receivers (`receivers.ts`).
 */
import { type Checked, parseJson } from '../../../kp1/validator.js';
import type { DataSamplesReceived } from '../../esp/events.js';
import {
  accept,
  type Ctx,
  type Effects,
  type Extension,
  type KpRequest,
  NO_EFFECTS,
  refuse,
} from '../extension.js';
import type { MetadataProvider } from '../providers.js';
import { readPlainSample } from './plain.js';
import { awaitReceivers, forgetRequests, onProcessed, onTimeout, type Waiting } from './receivers.js';
import {
  DcxApplicationConfig as ApplicationConfig,
  type DcxApplicationConfig,
  DcxSettings,
  DcxVersionConfig,
} from './settings.js';

export interface DcxState {
  readonly settings: DcxSettings;
  readonly endpoints: MetadataProvider;
  readonly waiting: Waiting;
}

const ACCEPTED = Object.freeze(accept());
const PLAIN = /^\/plain\/([^/]+)$/;

export const dcx: Extension<DcxState, DcxSettings, MetadataProvider> = {
  settings: DcxSettings,
  applicationConfig: ApplicationConfig,
  versionConfig: DcxVersionConfig,

  open: (settings, endpoints) => ({ settings, endpoints, waiting: { requests: new Map(), lastId: 0 } }),

  handle(state, request, ctx) {
    const samples = readSamples(state, request, ctx.applicationConfig);
    if (samples === undefined) return refuse(404, noSuchResource(request.resourcePath));
    if (!samples.ok) return refuse(400, samples.reason);
    if (samples.value.length === 0) return emptyBatch(state);
    const event = dataSamplesReceived(enriched(state, samples.value, ctx), ctx);
    const receivers = (ctx.applicationConfig as DcxApplicationConfig)['reliable-receivers'];
    return receivers === undefined || receivers.length === 0 || request.requestId === undefined
      ? { events: [event], reply: ACCEPTED.reply }
      : awaitReceivers(state, receivers, event);
  },

  invoke(state, call, ctx) {
    if (call.type === 'data-samples-processed') return onProcessed(state, call);
    if (call.type === 'wake-up') return onTimeout(state, call.key);
    if (call.type === 'endpoint-unregistered') forgetRequests(state, ctx.endpoint.endpointId);
    return NO_EFFECTS;
  },
};

type Samples = Checked<readonly unknown[]>;

/** The data samples of a payload, as its resource path has them; undefined when there is no such resource. [2/DCP DCP-01] */
function readSamples(
  { settings }: DcxState,
  request: KpRequest,
  config: DcxApplicationConfig,
): Samples | undefined {
  const { resourcePath } = request;
  if (resourcePath === '/json') return readJsonSamples(request, settings);
  if (config['relaxed-resource-path-validation'] !== true) return undefined;
  if (resourcePath.startsWith('/json/')) return readJsonSamples(request, settings);
  const metric = PLAIN.exec(resourcePath)?.[1];
  if (metric === undefined) return undefined;
  const sample = readPlainSample(metric, request.payload, settings.plainGrammar);
  return sample.ok ? { ok: true, value: [sample.value] } : sample;
}

/** [2/DCP DCP-02, DCP-03] An array is always a batch: a data sample that is an array travels inside another. */
function readJsonSamples({ payload }: KpRequest, settings: DcxSettings): Samples {
  const parsed = parseJson(payload);
  if (!parsed.ok) return parsed;
  if (Array.isArray(parsed.value)) return { ok: true, value: parsed.value };
  if (settings.singleSamples) return { ok: true, value: [parsed.value] };
  return { ok: false, reason: 'the payload is not an array of data samples' };
}

function emptyBatch({ settings }: DcxState): Effects {
  return settings.emptyBatch === 'accept' ? ACCEPTED : refuse(400, 'the batch has no data samples');
}

function enriched(state: DcxState, samples: readonly unknown[], ctx: Ctx): readonly unknown[] {
  const enrichment = (ctx.applicationConfig as DcxApplicationConfig)['metadata-enrichment'];
  if (enrichment?.enabled !== true) return samples;
  const member = { [enrichment.path ?? '~ep-metadata']: state.endpoints.metadata(ctx.endpoint.endpointId) };
  return samples.map((sample) => (isObject(sample) ? { ...sample, ...member } : sample));
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** [13/DSTP DSTP-01] with the time of arrival, for data samples that carry none. [2/DCP DCP-08] */
function dataSamplesReceived(samples: readonly unknown[], ctx: Ctx): DataSamplesReceived {
  const { endpointId, appVersionName } = ctx.endpoint;
  const originator = ctx.extensionInstance;
  const receivedAt = ctx.now;
  return {
    type: 'data-samples-received',
    originator,
    endpointId,
    appVersionName,
    samples,
    receivedAt,
  };
}

function noSuchResource(resourcePath: string): string {
  const hint =
    resourcePath.startsWith('/json/') || resourcePath.startsWith('/plain/')
      ? 'needs relaxed-resource-path-validation in the dcx settings of the application'
      : 'data samples go to /json';
  return `no such resource: ${resourcePath || '(empty)'}; ${hint}`;
}
