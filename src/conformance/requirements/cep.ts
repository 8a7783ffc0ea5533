/**
 * The requirements of 11/CEP, commands and their results.
 */
import { CLIENTS_DUTY, requirementsOf } from './requirement.js';

export const CEP = requirementsOf('11/CEP', [
  ['CEP-01', 'rule', 'server', 'Commands of a type are asked for at /command and the type.'],
  ['CEP-02', 'rule', 'server', 'Observing, over MQTT, is several publications on the response topic.'],
  ['CEP-03', 'MUST', 'both', 'A command type is a text of letters and digits, not empty.'],
  [
    'CEP-04',
    'MUST',
    'client',
    'A request for commands is a JSON object of observe; anything else is an error.',
  ],
  ['CEP-05', 'MUST', 'server', 'After "observe": true, new commands are sent as they come.'],
  ['CEP-06', 'MUST NOT', 'server', 'After "observe": false, new commands are not sent as they come.'],
  ['CEP-07', 'MAY', 'server', 'Where the endpoint has said neither, commands may be sent.'],
  ['CEP-08', 'MAY', 'server', '/command without a type may stand for all types.'],
  ['CEP-09', 'MUST', 'server', 'Where it does, each command carries its type.'],
  ['CEP-10', 'MUST', 'server', 'The answer lists every outstanding command of the type.'],
  ['CEP-11', 'MUST', 'server', 'The answer is a JSON array of objects with an id and a payload.'],
  ['CEP-12', 'rule', 'server', 'Outstanding is what is neither completed nor expired.'],
  ['CEP-13', 'MUST', 'server', 'The id is unique for the endpoint and the command type.'],
  ['CEP-14', 'MUST', 'server', 'With none outstanding, the answer is an empty array.'],
  ['CEP-15', 'SHOULD', 'client', 'An endpoint executes a command when it receives it.', CLIENTS_DUTY],
  ['CEP-16', 'MUST', 'client', 'Success or failure, the result goes to the result resource, and is taken.'],
  ['CEP-17', 'rule', 'server', 'Results are reported at /result and the type.'],
  [
    'CEP-18',
    'rule',
    'client',
    'Results are a JSON array of objects with id and statusCode; anything else is an error.',
  ],
  ['CEP-19', 'rule', 'client', 'One message may report several commands.'],
  ['CEP-20', 'MUST', 'server', 'Commands that were reported are outstanding no more.'],
  ['CEP-21', 'rule', 'server', 'The answer to a report is empty or of the form of an error.'],
  [
    'CEP-22',
    'rule',
    'server',
    'Whoever invoked a command learns what became of it; it is not sent to be run twice.',
  ],
]);
