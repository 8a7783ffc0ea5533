/**
 * Whether a configuration matches the JSON Schema of its application or version. (ECR since Kaa 1.2)
 */
import { ajvOf07 } from '../../../ajv.js';
import type { InstanceConfig } from '../tekton/tekton.js';
import type { EcrApplicationConfig, EcrVersionConfig } from './settings.js';

/** Compiled once for as long as the settings are the same. */
const compiled = new WeakMap<object, Validator>();

type Validator = (config: unknown) => string | undefined;

/** What is wrong with a configuration; undefined when it may be set. */
export function configurationFault(config: unknown, settings: InstanceConfig): string | undefined {
  const application = (settings.application as EcrApplicationConfig)['endpoint-configuration'];
  return application?.['schema-required'] === true ? configurationMismatch(config, settings) : undefined;
}

/**
 * How a configuration differs from its schema, whether or not that is required; undefined when it does not.
 * @param declared the schema that the blueprint declares, which counts when the settings have none
 */
export function configurationMismatch(
  config: unknown,
  settings: InstanceConfig,
  declared?: object,
): string | undefined {
  const own = configurationSchema(settings);
  const key = own === undefined && declared !== undefined ? declared : settings;
  let validator = compiled.get(key);
  if (validator === undefined) {
    const schema = own ?? declared;
    validator = schema === undefined ? () => undefined : compile(schema);
    compiled.set(key, validator);
  }
  return validator(config);
}

/** The schema of the version, or that of the application; as it was written, an object or JSON text. */
export function configurationSchema(settings: InstanceConfig): string | object | undefined {
  const application = (settings.application as EcrApplicationConfig)['endpoint-configuration'];
  const version = settings.version as EcrVersionConfig;
  return version.endpointConfigurationSchema ?? application?.schema ?? undefined;
}

function compile(schema: string | object): Validator {
  try {
    const parsed = typeof schema === 'string' ? (JSON.parse(schema) as object) : schema;
    // Kaa's samples declare draft-04, which Ajv does not know by name; what they use means the same.
    const { $schema: _, ...rules } = parsed as { $schema?: unknown };
    const ajv = new (ajvOf07())({ strict: false, allErrors: true, validateFormats: false });
    const validate = ajv.compile(rules);
    return (config) =>
      validate(config) ? undefined : ajv.errorsText(validate.errors, { dataVar: 'configuration' });
  } catch (error) {
    const reason = `its schema cannot be used: ${(error as Error).message}`;
    return () => reason;
  }
}
