/**
 * BCX, binary data: gives an endpoint a temporary token, with which it uploads files over HTTP. (BCX)
 *
 *     /token   empty payload   {"token": "Zs3…"}
 *
 * It keeps nothing: the blob store learns of the token by an event, before the endpoint has it. Uploads and downloads
 * are in `services/blobs/`.
 */
import { type Extension, NO_EFFECTS, refuse } from '../extension.js';
import { answerTo } from '../observe.js';
import { BcxApplicationConfig, BcxSettings, BcxVersionConfig } from './settings.js';

export interface BcxState {
  readonly settings: BcxSettings;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const TOKEN_LENGTH = 40;

export const bcx: Extension<BcxState, BcxSettings, undefined> = {
  settings: BcxSettings,
  applicationConfig: BcxApplicationConfig,
  versionConfig: BcxVersionConfig,

  open: (settings) => ({ settings }),

  /** The payload does not matter: Kaa's clients send none. */
  handle({ settings }, request, { now, random, endpoint }) {
    const { resourcePath, requestId } = request;
    if (resourcePath !== '/token')
      return refuse(404, `no such resource: ${resourcePath || '(empty)'}; there is /token`);
    if (requestId === undefined && !settings.answerWithoutRequestId) return NO_EFFECTS;
    const { endpointId, appVersionName } = endpoint;
    const temporaryToken = random.text(TOKEN_LENGTH, ALPHABET);
    const expiresAt = now + settings.tokenTtlMs;
    const singleUse = settings.tokenUses === 'single';
    const of = { endpointId, appVersionName, temporaryToken, expiresAt, singleUse };
    return {
      events: [{ type: 'upload-token-issued', ...of }],
      ...answerTo(request, JSON.stringify({ token: temporaryToken }), settings),
    };
  },

  invoke: () => NO_EFFECTS,
};
