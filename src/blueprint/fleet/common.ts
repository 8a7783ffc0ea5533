/**
 * What the parts of the fleet file have in common.
 */

import { DURATION_PATTERN } from '../../kernel/duration.js';
import { Type } from '../../schema.js';

export const closed = { additionalProperties: false } as const;

export const Duration = (description: string) => Type.String({ pattern: DURATION_PATTERN, description });
