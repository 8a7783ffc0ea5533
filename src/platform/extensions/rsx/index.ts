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
import { accept, type Extension, type Memory, NO_EFFECTS, type PlatformCall, refuse } from '../extension.js';
import { makeRoom } from '../observe.js';
import { Recent } from './recent.js';
import { RsxApplicationConfig, RsxSettings, RsxVersionConfig } from './settings.js';

interface RememberedAnswer {
  readonly statusCode: number;
  readonly reasonPhrase: string | undefined;
}

export interface RsxState {
  readonly settings: RsxSettings;
  /** By endpoint, then by {@link keyOf}; both with the oldest first. */
  readonly endpoints: Recent<Map<string, RememberedAnswer>>;
}

const RESOURCE = /^\/([^/]+)$/;

/** `007` asks about request 7: between services an ID is a number. [4/ESP] */
const keyOf = (extensionInstance: string, requestId: string) => `${extensionInstance}/${Number(requestId)}`;

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
      answers: [...answers].map(([request, answer]) => ({ request, ...answer })),
    })),
  }),
  load(state, saved) {
    state.endpoints.clear();
    const { endpoints } = (saved ?? { endpoints: [] }) as Static<typeof SavedAnswers>;
    for (const { endpointId, answers } of endpoints) {
      const remembered = answers.map(({ request, statusCode, reasonPhrase }) => {
        return [request, { statusCode, reasonPhrase }] as const;
      });
      state.endpoints.use(endpointId, state.settings.endpointsMax, () => new Map(remembered));
    }
    return [];
  },
};

export const rsx: Extension<RsxState, RsxSettings, undefined> = {
  settings: RsxSettings,
  applicationConfig: RsxApplicationConfig,
  versionConfig: RsxVersionConfig,
  watchesAnswers: true,
  memory: rsxMemory,

  open: (settings) => ({ settings, endpoints: new Recent() }),

  handle({ endpoints }, { resourcePath, requestId }, ctx) {
    const extensionInstance = RESOURCE.exec(resourcePath)?.[1];
    if (extensionInstance === undefined)
      return refuse(404, `no such resource: ${resourcePath || '(empty)'}; ask for /<extension instance>`);
    if (requestId === undefined) return refuse(400, 'a request ID is needed: it says which request is meant');
    const answer = endpoints.get(ctx.endpoint.endpointId)?.get(keyOf(extensionInstance, requestId));
    if (answer === undefined)
      return refuse(404, `no answer to a request ${requestId} of ${extensionInstance} is remembered`);
    const { statusCode, reasonPhrase = isSuccess(statusCode) ? 'ok' : '' } = answer;
    return accept(JSON.stringify({ requestId: Number(requestId), statusCode, reasonPhrase }));
  },

  invoke(state, call, ctx) {
    const { endpointId } = ctx.endpoint;
    if (call.type === 'request-answered') remember(state, endpointId, call);
    else if (call.type === 'endpoint-unregistered') state.endpoints.delete(endpointId);
    return NO_EFFECTS;
  },
};

const newAnswers = () => new Map<string, RememberedAnswer>();

function remember(
  { settings, endpoints }: RsxState,
  endpointId: string,
  call: Extract<PlatformCall, { type: 'request-answered' }>,
): void {
  const { extensionInstance, requestId, statusCode, reasonPhrase } = call;
  const answers = endpoints.use(endpointId, settings.endpointsMax, newAnswers);
  const key = keyOf(extensionInstance, requestId);
  answers.delete(key);
  makeRoom(answers, settings.answersPerEndpoint);
  answers.set(key, { statusCode, reasonPhrase });
}
