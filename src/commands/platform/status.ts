/**
 * `kaa platform status`: which local platforms run on this machine, where, and how they are.
 */
import { resolve } from 'node:path';
import { findBlueprint } from '../../blueprint/load.js';
import type { KaaError } from '../../errors.js';
import { type Announcement, restUrlOf, runningPlatforms } from '../../facade/locator.js';
import { statusOf } from '../../operator/rest.js';
import { platformStatus, type PlatformStatus as Status } from '../../operator/status.js';
import { EXIT } from '../exit-codes.js';
import { thisHost } from '../host.js';
import { type KaaFlags, OperatorCommand } from '../operator-command.js';
import { platformLines } from '../render/platforms.js';

/** A platform that is known by its announcement, by its REST, or by both. */
export type FoundPlatform = Partial<Announcement> & {
  readonly status: Status | null;
  /** Why there is no status. */
  readonly untold?: string;
};

export default class PlatformStatus extends OperatorCommand {
  static override description =
    'Show the local platforms that run: addresses, endpoints, what was ignored.\n' +
    'With --blueprint the one of this blueprint alone. Exit code 0: at least one runs; 1: none.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --blueprint my-building',
  ];

  async run(): Promise<{ readonly running: readonly FoundPlatform[] }> {
    const { flags } = await this.parse(PlatformStatus);
    const folder = flags.blueprint === undefined ? undefined : resolve(await findBlueprint(flags.blueprint));
    const running = flags.url === undefined ? await this.local(flags, folder) : [await this.at(flags)];
    for (const platform of running) this.log(platformLines(platform, this.style));
    if (running.length === 0) {
      const which = folder === undefined ? 'No local Kaa' : `No local Kaa of ${folder}`;
      this.log(`${which} is running. Start one: kaa platform start`);
      process.exitCode = EXIT.fail;
    }
    return { running };
  }

  /** All of them, or those of the blueprint in the folder. */
  private async local(flags: KaaFlags, folder: string | undefined): Promise<FoundPlatform[]> {
    const all = await runningPlatforms(thisHost());
    const found = all.filter(({ blueprint }) => folder === undefined || blueprint.folder === folder);
    return await Promise.all(
      found.map(async (announcement) => {
        const url = restUrlOf(announcement);
        if (url === undefined) return { ...announcement, status: null, untold: 'it has no HTTP port' };
        // One that does not answer runs all the same.
        const { status, untold } = await this.at({ ...flags, url }).catch(untoldBecause);
        return { ...announcement, status, ...(untold === undefined ? {} : { untold }) };
      }),
    );
  }

  private async at(flags: KaaFlags): Promise<FoundPlatform> {
    const kaa = await this.kaa(flags);
    const addresses = { rest: kaa.url };
    try {
      const status = await platformStatus(kaa);
      const untold = 'what is there is no local platform';
      return status === undefined ? { addresses, status: null, untold } : { addresses, status };
    } catch (error) {
      if (statusOf(error) === undefined) throw error;
      return { addresses, ...untoldBecause(error as Error) };
    }
  }
}

function untoldBecause(error: Error): { readonly status: null; readonly untold: string } {
  const { next = [] } = error as Partial<KaaError>;
  return { status: null, untold: [error.message, ...next.slice(0, 1)].join(' ') };
}
