/**
 * All cases, by the ID of their requirement.
 */
import type { Case } from './case.js';
import { CEP_ENDPOINT_CASES } from './cep-endpoint.js';
import { CEP_PLATFORM_CASES } from './cep-platform.js';
import { CMP_APPLIED_CASES } from './cmp-applied.js';
import { CMP_PUSH_CASES } from './cmp-pushes.js';
import { CMP_REQUEST_CASES } from './cmp-requests.js';
import { DCP_CASES } from './dcp.js';
import { EPMP_ACCESS_CASES } from './epmp-access.js';
import { EPMP_READ_CASES } from './epmp-reading.js';
import { EPMP_WRITE_CASES } from './epmp-writing.js';
import { KP_ANSWER_CASES } from './kp-answers.js';
import { KP_TOPIC_CASES } from './kp-topics.js';

export const CASES: ReadonlyMap<string, Case> = new Map(
  [
    ...KP_TOPIC_CASES,
    ...KP_ANSWER_CASES,
    ...DCP_CASES,
    ...CMP_REQUEST_CASES,
    ...CMP_PUSH_CASES,
    ...CMP_APPLIED_CASES,
    ...EPMP_READ_CASES,
    ...EPMP_WRITE_CASES,
    ...EPMP_ACCESS_CASES,
    ...CEP_ENDPOINT_CASES,
    ...CEP_PLATFORM_CASES,
  ].map((entry) => [entry.id, entry]),
);
