/**
 * The requirements of 1/KP, the protocol itself: topics, request IDs, answers, errors, tokens.
 */
import { requirementsOf } from './requirement.js';

const COAP = 'it is about CoAP, over which no release of Kaa speaks 1/KP';

export const KP = requirementsOf('1/KP', [
  ['KP-01', 'MUST', 'both', 'Every resource path begins with kp1, in lower case.'],
  ['KP-02', 'rule', 'server', 'The second level is the name of an application version.'],
  ['KP-03', 'rule', 'server', 'The third level is the name of an extension instance.'],
  ['KP-04', 'MUST', 'both', 'For an extension that knows endpoints, the next level is the endpoint token.'],
  ['KP-05', 'rule', 'server', 'A slash more at the front or the end makes another topic.'],
  [
    'KP-06',
    'rule',
    'server',
    'The protocol carries payloads untouched: their format is up to the extension.',
  ],
  [
    'KP-07',
    'SHOULD',
    'server',
    'Where only a receipt is needed, the acknowledgement of the PUBLISH is the receipt.',
  ],
  ['KP-08', 'NOT RECOMMENDED', 'server', 'The server sends nothing that wants an answer in turn.'],
  ['KP-09', 'MUST NOT', 'both', 'Answers are not matched to requests by MQTT packet identifiers.'],
  [
    'KP-10',
    'MUST',
    'server',
    'A last level of digits is the request ID, and the answer repeats it as it was written.',
  ],
  ['KP-11', 'rule', 'server', 'The request ID is no part of the resource path.'],
  ['KP-12', 'SHOULD NOT', 'server', 'A request without a request ID gets no response.'],
  ['KP-13', 'MUST', 'server', 'Success is published once, on the topic of the request and /status.'],
  ['KP-14', 'MUST', 'server', 'Failure is published once, on the topic of the request and /error.'],
  ['KP-15', 'rule', 'server', '/status and /error are no part of the resource path.'],
  [
    'KP-16',
    'MUST',
    'server',
    'An error is a JSON object of exactly statusCode, an integer, and reasonPhrase, a text.',
  ],
  ['KP-17', 'SHOULD', 'server', 'Over CoAP the status code becomes a response code.', COAP],
  ['KP-18', 'SHOULD', 'server', 'Over CoAP the reason phrase becomes the diagnostic payload.', COAP],
  ['KP-19', 'MAY', 'server', 'An extension may use the form of errors for successes too.'],
  ['KP-20', 'RECOMMENDED', 'server', 'The answer has the QoS of its request.'],
  ['KP-21', 'RECOMMENDED', 'server', 'An extension names the payload format in its path, as in /json.'],
  ['KP-22', 'MAY', 'client', 'Several clients may share the same credentials.'],
  [
    'KP-23',
    'rule',
    'server',
    'Who the client is and who the endpoint is are two questions: a connection is no token.',
  ],
  [
    'KP-24',
    'rule',
    'client',
    'The token travels in every request, so one client may speak for many endpoints; each hears its own.',
  ],
  ['KP-25', 'MAY', 'server', 'A token may have to be registered before it is served.'],
  [
    'KP-26',
    'MAY',
    'server',
    'Tokens may be assigned for one session of a client.',
    'how a server hands out tokens is not part of the wire protocol',
  ],
  [
    'KP-27',
    'rule',
    'server',
    'The protocol is asynchronous: requests may follow each other without waiting.',
  ],
]);
