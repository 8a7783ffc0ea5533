/**
 * What Tekton knows beyond the blueprint: applications, versions, descriptions and settings that were made or changed
 * while the platform ran. Snapshots keep this alone, so that an edit of the blueprint is not undone by one.
 */
import { isDeepStrictEqual } from 'node:util';
import { own } from '../../../blueprint/data.js';
import type { LoadedBlueprint } from '../../../blueprint/model.js';
import type { SavedTekton } from '../../snapshot/schema.js';
import type { Description, ServedApplication, ServedVersion } from './served.js';
import type { Settings } from './tekton.js';

type Levels = ReadonlyMap<
  string,
  ReadonlyMap<string, { readonly application: Settings; readonly versions: ReadonlyMap<string, Settings> }>
>;

/** The settings that a blueprint has on exactly one level; empty when it says nothing. */
export function blueprintSettings(
  { configs }: Pick<LoadedBlueprint, 'configs'>,
  instance: string,
  applicationName: string,
  appVersionName?: string,
): Settings {
  const { versions = {}, ...application } = own(own(configs, instance) ?? {}, applicationName) ?? {};
  return appVersionName === undefined ? application : (own(versions, appVersionName) ?? {});
}

/** Whatever Tekton has that the blueprint does not say, or says otherwise. */
export function overlayOf(
  blueprint: LoadedBlueprint,
  applications: Iterable<ServedApplication>,
  versions: Iterable<ServedVersion>,
  levels: Levels,
): SavedTekton {
  const declared = (name: string) => own(blueprint.applications, name);
  return {
    applications: [...applications]
      .filter((served) => served.group !== undefined || isOther(served, declared(served.applicationName)))
      .map((served) => ({ ...served })),
    versions: [...versions]
      .filter((served) => {
        const { versions: known = {} } = declared(served.applicationName) ?? {};
        return isOther(served, own(known, served.appVersionName));
      })
      .map((served) => ({ ...served })),
    settings: [...settingsIn(levels)].filter(
      ({ serviceInstance, applicationName, appVersionName, settings }) => {
        const said = blueprintSettings(blueprint, serviceInstance, applicationName, appVersionName);
        return !isDeepStrictEqual({ ...settings }, { ...said });
      },
    ),
  };
}

const isOther = (served: Description, declared: Description | undefined) =>
  declared === undefined ||
  served.displayName !== declared.displayName ||
  (served.description || undefined) !== (declared.description || undefined);

function* settingsIn(levels: Levels): Generator<SavedTekton['settings'][number]> {
  for (const [serviceInstance, applications] of levels) {
    for (const [applicationName, { application, versions }] of applications) {
      yield { serviceInstance, applicationName, settings: application };
      for (const [appVersionName, settings] of versions)
        yield { serviceInstance, applicationName, appVersionName, settings };
    }
  }
}
