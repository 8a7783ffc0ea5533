/**
 * Whether a configuration matches the JSON Schema of its application or version. (ECR since Kaa 1.2)
 */
import { Ajv } from 'ajv';
import type { InstanceConfig } from '../tekton/tekton.js';
import type { EcrApplicationConfig, EcrVersionConfig } from './settings.js';

/** What is wrong with a configuration; undefined when it may be set. */
export function configurationFault(config: unknown, settings: InstanceConfig): string | undefined {
  const application = (settings.application as EcrApplicationConfig)['endpoint-configuration'];
  if (application?.['schema-required'] !== true) return undefined;
  const version = settings.version as EcrVersionConfig;
  const schema = version.endpointConfigurationSchema ?? application.schema;
  return schema === undefined || schema === null ? undefined : mismatch(schema, config);
}

function mismatch(schema: string | object, config: unknown): string | undefined {
  try {
    const parsed = typeof schema === 'string' ? (JSON.parse(schema) as object) : schema;
    // Kaa's samples declare draft-04, which Ajv does not know by name; what they use means the same.
    const { $schema: _, ...rules } = parsed as { $schema?: unknown };
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
    if (ajv.validate(rules, config)) return undefined;
    return ajv.errorsText(ajv.errors, { dataVar: 'configuration' });
  } catch (error) {
    return `its schema cannot be used: ${(error as Error).message}`;
  }
}
