/**
 * The operator of a contract test: the platform's own methods, its faults, and the link in front of it.
 */
import type { Operator, TestedEndpoint } from '../../contract/drive/operator.js';
import { kaaError } from '../../errors.js';
import type { Platform } from '../../platform/platform.js';
import type { LinkState } from './link.js';

/** @param link between the endpoints and the platform */
export function operatorFor(platform: Platform, link: LinkState): Operator {
  const cmx = instanceOf(platform, 'cmx');
  const arm = (spec: Parameters<Platform['faults']['arm']>[0]) => {
    const id = platform.faults.arm(spec);
    return once(() => void platform.faults.disarm(id));
  };
  return {
    invokeCommand: ({ endpointId }, { type, payload, duplicated }) => {
      const disarm = duplicated
        ? arm({ kind: 'duplicate-command', endpointIds: [endpointId], times: 1 })
        : () => {};
      try {
        return platform.invokeCommand({ endpointId, type, payload }).commandId;
      } catch (error) {
        // A command type that the settings of cex do not allow.
        if (error instanceof RangeError) throw kaaError('CONTRACT_NOT_TESTABLE', { what: error.message });
        throw error;
      } finally {
        disarm();
      }
    },
    setConfiguration: (endpoint, name, config) => assign(platform, cmx, endpoint, name, config),
    configuration: (endpoint, name) => assigned(platform, endpoint, name),
    cutLink: () => link.cut(),
    downLink: () => link.down(),
    holdAnswers(endpoints, { lateMs, extension }) {
      const endpointIds = endpoints.map(({ endpointId }) => endpointId);
      const how =
        lateMs === undefined ? { kind: 'no-answer' as const } : { kind: 'late' as const, byMs: lateMs };
      return arm({ ...how, extension, endpointIds });
    },
    suspendToken({ application, token }) {
      platform.changeToken({ application, token, action: 'suspend' });
      return once(() => platform.changeToken({ application, token, action: 'reactivate' }));
    },
    restartPlatform(awayMs) {
      // A port that somebody else has taken meanwhile: every expectation after this one shows it.
      platform.restart({ downMs: awayMs }).catch(() => {});
      return () => {};
    },
  };
}

/** The same configuration is pushed again: whoever tests wants the endpoint to see it. */
function assign(
  platform: Platform,
  cmx: string,
  { endpointId, appVersion: appVersionName }: TestedEndpoint,
  name: string,
  config: unknown,
) {
  const { ecr } = platform.services;
  const scope = { endpointId, appVersionName, name };
  const own = ecr.get(scope);
  const present = ecr.assigned(scope)?.configId;
  const configId = platform.setConfiguration({ ...scope, config });
  if (configId === present) platform.invoke(cmx, endpointId, { type: 'repeat-configuration', name });
  const undo = once(() => {
    if (own === undefined) ecr.delete(scope);
    else ecr.set(scope, own.config);
  });
  return { configId, undo };
}

function assigned(
  platform: Platform,
  { endpointId, appVersion: appVersionName }: TestedEndpoint,
  name: string,
) {
  const found = platform.services.ecr.assigned({ endpointId, appVersionName, name });
  return found === undefined ? undefined : { config: found.config };
}

/** The instance through which endpoints get configurations. @throws KaaError CONTRACT_NOT_TESTABLE */
function instanceOf({ blueprint }: Platform, service: string): string {
  const found = Object.entries(blueprint.services).find(
    ([, instance]) => instance.service === service && instance.settings.provider !== 'otao',
  );
  if (found === undefined)
    throw kaaError('CONTRACT_NOT_TESTABLE', { what: `there is no instance of ${service}` });
  return found[0];
}

function once(run: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    run();
  };
}
