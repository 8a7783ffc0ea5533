/**
 * The requirements of 7/CMP, configuration management.
 */
import { CLIENTS_DUTY, requirementsOf } from './requirement.js';

export const CMP = requirementsOf('7/CMP', [
  ['CMP-01', 'SHOULD NOT', 'client', 'A client sees no meaning in a configuration ID.', CLIENTS_DUTY],
  ['CMP-02', 'rule', 'server', 'Nothing assigned is the configuration null with an empty ID.'],
  ['CMP-03', 'rule', 'server', 'Observing, over MQTT, is several publications on the response topic.'],
  [
    'CMP-04',
    'rule',
    'server',
    'Configurations are asked for at /config/json, with or without a name behind it.',
  ],
  ['CMP-05', 'rule', 'server', 'Without a name it is the default configuration.'],
  ['CMP-06', 'rule', 'server', 'With a name it is an independent configuration.'],
  [
    'CMP-07',
    'MUST',
    'both',
    'A name consists of letters, digits, _ and -, and is unique within the endpoint.',
  ],
  ['CMP-08', 'SHOULD', 'client', 'A client sends its configuration requests there.', CLIENTS_DUTY],
  [
    'CMP-09',
    'MUST',
    'client',
    'A request is a JSON object of configId and observe; anything else is an error.',
  ],
  [
    'CMP-10',
    'MUST',
    'server',
    'Asked without a configId, the server answers with the current configuration.',
  ],
  [
    'CMP-11',
    'MUST',
    'server',
    'Asked with a configId, it sends a configuration only if another one is assigned.',
  ],
  ['CMP-12', 'MUST', 'server', 'After "observe": true, each new configuration is sent.'],
  ['CMP-13', 'MUST NOT', 'server', 'After "observe": false, no new configuration is sent unasked.'],
  ['CMP-14', 'MAY', 'server', 'Where the endpoint has said neither, configurations may be pushed.'],
  [
    'CMP-15',
    'MUST',
    'server',
    'When the endpoint has the current one, the answer has neither configId nor config.',
  ],
  ['CMP-16', 'MUST', 'server', 'An answer is a JSON object of configId and config.'],
  ['CMP-17', 'MUST', 'server', 'configId and config come together.'],
  ['CMP-18', 'rule', 'server', 'Without both, an answer says: unchanged.'],
  ['CMP-19', 'SHOULD', 'client', 'A client reports what it has applied.', CLIENTS_DUTY],
  [
    'CMP-20',
    'rule',
    'server',
    'What was applied is reported at /applied/json, with or without a name behind it.',
  ],
  ['CMP-21', 'MUST', 'client', 'The name in the report is that of the configuration.'],
  ['CMP-22', 'rule', 'server', 'A report without a name is about the default configuration.'],
  ['CMP-23', 'MUST', 'client', 'A report is a JSON object with a configId; anything else is an error.'],
  ['CMP-24', 'SHOULD', 'client', 'The status code of a report is an HTTP status code; each is taken.'],
  ['CMP-25', 'MUST', 'client', 'Every code from 200 to 299 means applied.'],
  ['CMP-26', 'MUST', 'server', 'Every other code means failed.'],
  ['CMP-27', 'SHOULD', 'client', 'A report of a failure has a reason phrase.', CLIENTS_DUTY],
  ['CMP-28', 'MUST', 'server', 'The answer to a report has no bytes.'],
  ['CMP-29', 'MAY', 'server', 'The configId of a request may count as a report that it is applied.'],
  [
    'CMP-30',
    'rule',
    'server',
    'An endpoint that connects is sent the latest configuration, unless it has applied it.',
  ],
  ['CMP-31', 'rule', 'server', 'Named configurations change and are applied independently of each other.'],
]);
