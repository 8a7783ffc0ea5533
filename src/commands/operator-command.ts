/**
 * What the operator's commands share: which Kaa they speak to. Each is a thin client of REST: it parses, asks, renders.
 */
import { boolean, string } from '@oclif/core/flags';
import { findBlueprint } from '../blueprint/load.js';
import { kaaError } from '../errors.js';
import { findRunning, restUrlOf } from '../facade/locator.js';
import { WallClock } from '../kernel/clock.js';
import { printable } from '../kernel/printable.js';
import { Rest } from '../operator/rest.js';
import { BaseCommand } from './base.js';
import { blueprintFlag } from './flags.js';
import { thisHost } from './host.js';
import { say } from './output.js';

/** The values of the flags that say which Kaa. */
export interface KaaFlags {
  readonly url?: string | undefined;
  readonly 'api-token'?: string | undefined;
  readonly 'allow-remote'?: boolean;
  readonly blueprint?: string | undefined;
}

/** The base of every command that speaks REST. */
export abstract class OperatorCommand extends BaseCommand {
  static override baseFlags = {
    ...BaseCommand.baseFlags,
    url: string({
      description: 'Where REST of a Kaa begins, http://host:port; the local platform that runs without it.',
      env: 'KAA_URL',
      helpValue: 'URL',
      helpGroup: 'KAA',
    }),
    'api-token': string({
      description: 'API token, sent as "Authorization: Bearer".',
      env: 'KAA_API_TOKEN',
      helpValue: 'TOKEN',
      helpGroup: 'KAA',
    }),
    'allow-remote': boolean({
      description: 'Allow a Kaa that is not on this machine.',
      env: 'KAA_ALLOW_REMOTE',
      helpGroup: 'KAA',
    }),
    blueprint: blueprintFlag({
      description: 'Folder of the blueprint whose local platform is meant, where several run.',
      helpGroup: 'KAA',
    }),
  };

  /** One line for people on stderr, with `--json` as well: it was done, and may not be what was wanted. */
  protected warnOf(text: string): void {
    say(`${this.errorStyle.yellow('!')} ${printable(text)}\n`);
  }

  /**
   * The Kaa that the flags name, or the local platform that runs.
   * @throws KaaError REST_URL_INVALID, REST_NOT_LOOPBACK, PLATFORM_NOT_RUNNING, PLATFORM_AMBIGUOUS
   */
  protected async kaa(flags: KaaFlags): Promise<Rest> {
    const url = flags.url ?? (await localUrl(flags.blueprint));
    return new Rest({
      url,
      apiToken: flags['api-token'],
      allowRemote: flags['allow-remote'],
      clock: new WallClock(),
    });
  }
}

async function localUrl(blueprint: string | undefined): Promise<string> {
  const blueprintFolder =
    blueprint === undefined ? await findBlueprint().catch(() => undefined) : await findBlueprint(blueprint);
  // In the folder of a blueprint its own platform is meant: nothing is done to another one by mistake.
  const onlyThat = blueprintFolder !== undefined;
  const running = await findRunning(thisHost(), { blueprintFolder, onlyThat });
  const url = restUrlOf(running);
  if (url === undefined) throw kaaError('PLATFORM_NOT_RUNNING', {});
  return url;
}
