/**
 * Two sides compared, version by version: schemas, commands, metadata keys and promises. Pure: texts and files are read elsewhere.
 */
import type { RandomStream } from '../../../kernel/random.js';
import type { Validator } from '../validator.js';
import { type Pairing, pairingOf, type SideNames } from './direction.js';
import { expectationChanges } from './expectations.js';
import { metadataFlow, metadataKeyChanges } from './metadata-keys.js';
import type { DiffFinding, DiffReport } from './report.js';
import { type Context, type SchemaPair, schemaChanges } from './schema-changes.js';
import type { Side, SideVersion } from './side.js';

export interface DiffOptions {
  readonly old: Side;
  readonly new: Side;
  /** Which versions are compared with which; those of one name when absent. */
  readonly pairs?: readonly (readonly [SideVersion, SideVersion])[] | undefined;
  /** Pairings that must work; changes that show in others are notes. */
  readonly pairings: readonly Pairing[];
  readonly validator: Validator;
  readonly random: RandomStream;
}

/** Everything that changed, and what was looked at. */
export function diffSides(options: DiffOptions): Pick<DiffReport, 'compared' | 'findings'> {
  const { old, new: current, validator, random } = options;
  const names: SideNames = { old: old.name, new: current.name };
  const pairs = options.pairs ?? sameNames(old, current);
  const contextOf = (version: SideVersion): Context => ({
    names,
    appVersion: version.name,
    validator,
    random,
  });
  const changes = pairs.map(([one, other]) => versionChanges(one, other, contextOf(other)));
  const others = options.pairs === undefined ? comeOrGone(old, current, contextOf) : [];
  return {
    compared: changes.flatMap(({ compared }) => compared),
    findings: [...others, ...changes.flatMap(({ findings }) => findings)].map((finding) =>
      options.pairings.includes(finding.pairing) ? finding : { ...finding, severity: 'note' as const },
    ),
  };
}

function sameNames(old: Side, current: Side): (readonly [SideVersion, SideVersion])[] {
  return old.versions.flatMap((version) => {
    const same = current.versions.find(({ name }) => name === version.name);
    return same === undefined ? [] : [[version, same] as const];
  });
}

/** A version that is gone is refused as a whole; one that is new hurts nobody. */
function comeOrGone(old: Side, current: Side, contextOf: (version: SideVersion) => Context): DiffFinding[] {
  const missing = (from: Side, side: Side) =>
    from.versions.filter(({ name }) => !side.versions.some((version) => version.name === name));
  const gone = missing(old, current).map((version) => ({
    ...wholeVersion(version, contextOf(version), 'old'),
    ...({ severity: 'break', rule: 'version-removed', pairing: 'old-devices' } as const),
    message: 'the application version is gone',
    consequence: `endpoints of it are refused by a platform of ${current.name}`,
  }));
  const come = missing(current, old).map((version) => ({
    ...wholeVersion(version, contextOf(version), 'new'),
    ...({ severity: 'note', rule: 'version-added', pairing: 'new-devices' } as const),
    message: 'the application version is new',
    consequence: `endpoints of it are refused by a platform of ${old.name}`,
  }));
  return [...gone, ...come];
}

function wholeVersion({ position }: SideVersion, { appVersion }: Context, side: 'old' | 'new') {
  const place = { file: 'blueprint.yaml', ...position, side };
  return { certain: true, appVersion, subject: 'version', flow: 'produced', path: '$', place } as const;
}

function versionChanges(old: SideVersion, current: SideVersion, context: Context) {
  const pairs = pairsOf(old, current);
  const compared = pairs
    .filter((pair) => pair.old !== undefined || pair.new !== undefined)
    .map(({ subject }) => ({ appVersion: context.appVersion, subject }));
  const hasContract = old.contract !== undefined || current.contract !== undefined;
  const findings = [
    ...pairs.flatMap((pair) => schemaChanges(pair, context)),
    ...metadataKeyChanges(old, current, context),
    ...commandChanges(old, current, context),
    ...expectationChanges(old, current, context),
  ];
  const contract = hasContract ? [{ appVersion: context.appVersion, subject: 'contract' }] : [];
  return { compared: [...compared, ...contract], findings };
}

/** Schemas of one subject; those of a command that only one side has are told with the command. */
function pairsOf(old: SideVersion, current: SideVersion): SchemaPair[] {
  const commands = old.commands.filter((type) => current.commands.includes(type));
  const pair = (subject: string, flow: SchemaPair['flow']): SchemaPair => ({
    subject,
    old: old.schemas[subject],
    new: current.schemas[subject],
    flow,
  });
  return [
    pair('data-sample', () => 'produced'),
    pair('metadata', (path) => metadataFlow(old, current, path)),
    pair('configuration', () => 'consumed'),
    ...commands.flatMap((type) => [
      pair(`command.${type}.payload`, () => 'consumed' as const),
      pair(`command.${type}.result`, () => 'produced' as const),
    ]),
  ];
}

function commandChanges(
  old: SideVersion,
  current: SideVersion,
  { appVersion, names }: Context,
): DiffFinding[] {
  const said = (type: string) =>
    ({ appVersion, certain: true, flow: 'consumed', path: '$', subject: `command.${type}` }) as const;
  const gone = old.commands
    .filter((type) => !current.commands.includes(type))
    .map((type) => ({
      ...said(type),
      ...({
        severity: 'break',
        rule: 'command-removed',
        pairing: pairingOf('consumed', 'tightened'),
      } as const),
      message: 'endpoints do not know this command any more',
      consequence: `a back end of ${names.old} may send it to endpoints of ${names.new}, which refuse it`,
      place: { file: 'blueprint.yaml', ...current.position, side: 'new' as const },
    }));
  const come = current.commands
    .filter((type) => !old.commands.includes(type))
    .map((type) => ({
      ...said(type),
      ...({
        severity: 'warning',
        rule: 'command-added',
        pairing: pairingOf('consumed', 'loosened'),
      } as const),
      message: 'this command is new',
      consequence: `a back end of ${names.new} must not send it to endpoints of ${names.old}, which do not know it`,
      place: { file: 'blueprint.yaml', ...current.position, side: 'new' as const },
    }));
  return [...gone, ...come];
}
