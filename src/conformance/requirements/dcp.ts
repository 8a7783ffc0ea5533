/**
 * The requirements of 2/DCP, data collection.
 */
import { requirementsOf } from './requirement.js';

export const DCP = requirementsOf('2/DCP', [
  ['DCP-01', 'MUST', 'client', 'Data samples go to /json below the token.'],
  ['DCP-02', 'MUST', 'client', 'The payload is JSON in UTF-8; anything else is an error.'],
  ['DCP-03', 'rule', 'server', 'Each item of the array is one data sample, of any JSON type.'],
  ['DCP-04', 'rule', 'server', 'A batch is taken as a whole and gets one status.'],
  ['DCP-05', 'MUST', 'server', 'The payload of a success has no bytes.'],
  ['DCP-06', 'rule', 'server', 'Success means that the batch was delivered and processed.'],
  ['DCP-07', 'rule', 'server', 'No member of a data sample is a timestamp to this protocol.'],
  ['DCP-08', 'SHOULD', 'server', 'The time of arrival is kept, for data samples that carry none.'],
  [
    'DCP-09',
    'rule',
    'server',
    'Batches in flight are told apart by request ID, in whatever order they are done.',
  ],
]);
