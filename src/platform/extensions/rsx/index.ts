/**
 * RSX, request status: tells an endpoint how an earlier request of its was answered. (RSX, since Kaa 1.3)
 *
 *     /<extensionInstance>/<requestId>   {"requestId": 5, "statusCode": 200, "reasonPhrase": "ok"}
 *
 * The request ID is that of the question and of the request asked about at once. Remembered are the last answers to
 * requests that had a request ID, of every extension instance but RSX; the last of several with the same ID counts.
 */

import { isSuccess } from '../../../kp1/error-response.js';
import { type Static, Type } from '../../../schema.js';
import { accept, type Extension, type GivenAnswer, type Memory, NO_EFFECTS, refuse } from '../extension.js';
import { LastAnswers } from './last-answers.js';
import { Recent } from './recent.js';
import { RsxApplicationConfig, RsxSettings, RsxVersionConfig } from './settings.js';

export interface RsxState {
  readonly settings: RsxSettings;
  /** By endpoint: those that were answered last. */
  readonly endpoints: Recent<LastAnswers>;
}

const RESOURCE = /^\/([^/]+)$/;
/** As snapshots have it: extension instance and request ID, `dcx/7`. */
const REQUEST = /^(.*)\/([0-9]+)$/;

const SavedAnswers = Type.Object(
  {
    endpoints: Type.Array(
      Type.Object(
        {
          endpointId: Type.String(),
          answers: Type.Array(
            Type.Object(
              {
                request: Type.String({ description: 'Extension instance and request ID: dcx/7.' }),
                statusCode: Type.Integer(),
                reasonPhrase: Type.Optional(Type.String()),
              },
              { additionalProperties: false },
            ),
          ),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);

const rsxMemory: Memory<RsxState> = {
  schema: SavedAnswers,
  save: (state) => ({
    endpoints: [...state.endpoints].map(([endpointId, answers]) => ({
      endpointId,
      answers: [...answers].map(([requestId, { extensionInstance, ...answer }]) => ({
        request: `${extensionInstance}/${requestId}`,
        ...answer,
      })),
    })),
  }),
  load(state, saved) {
    state.endpoints.clear();
    const { endpoints } = (saved ?? { endpoints: [] }) as Static<typeof SavedAnswers>;
    for (const { endpointId, answers } of endpoints) {
      const remembered = answersOf(state, endpointId);
      for (const { request, statusCode, reasonPhrase } of answers) {
        const [, extensionInstance, requestId] = REQUEST.exec(request) ?? [];
        if (extensionInstance !== undefined)
          remembered.note(Number(requestId), { extensionInstance, statusCode, reasonPhrase });
      }
    }
    return [];
  },
};

export const rsx: Extension<RsxState, RsxSettings, undefined> = {
  settings: RsxSettings,
  applicationConfig: RsxApplicationConfig,
  versionConfig: RsxVersionConfig,
  memory: rsxMemory,

  open: (settings) => ({ settings, endpoints: new Recent() }),

  handle({ endpoints }, { resourcePath, requestId }, ctx) {
    const extensionInstance = RESOURCE.exec(resourcePath)?.[1];
    if (extensionInstance === undefined)
      return refuse(404, `no such resource: ${resourcePath || '(empty)'}; ask for /<extension instance>`);
    if (requestId === undefined) return refuse(400, 'a request ID is needed: it says which request is meant');
    // `007` asks about request 7: between services an ID is a number. [4/ESP]
    const answer = endpoints.get(ctx.endpoint.endpointId)?.find(extensionInstance, Number(requestId));
    if (answer === undefined)
      return refuse(404, `no answer to a request ${requestId} of ${extensionInstance} is remembered`);
    const { statusCode, reasonPhrase = isSuccess(statusCode) ? 'ok' : '' } = answer;
    return accept(JSON.stringify({ requestId: Number(requestId), statusCode, reasonPhrase }));
  },

  invoke(state, call, ctx) {
    if (call.type === 'endpoint-unregistered') state.endpoints.delete(ctx.endpoint.endpointId);
    return NO_EFFECTS;
  },

  onAnswer(state, { endpointId, requestId, extensionInstance, statusCode, reasonPhrase }: GivenAnswer) {
    answersOf(state, endpointId).note(Number(requestId), { extensionInstance, statusCode, reasonPhrase });
  },
};

function answersOf({ settings, endpoints }: RsxState, endpointId: string): LastAnswers {
  return endpoints.use(endpointId, settings.endpointsMax, () => new LastAnswers(settings.answersPerEndpoint));
}
