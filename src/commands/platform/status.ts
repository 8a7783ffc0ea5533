/**
 * `kaa platform status`: which local platforms run on this machine, and where.
 */
import { type Announcement, runningPlatforms } from '../../facade/locator.js';
import { BaseCommand } from '../base.js';
import { EXIT } from '../exit-codes.js';
import { thisHost } from '../host.js';
import { record } from '../render/records.js';

export default class PlatformStatus extends BaseCommand {
  static override description =
    'Show the local platforms that run, with their addresses.\nExit code 0: at least one runs; 1: none.';

  static override examples = ['<%= config.bin %> <%= command.id %>'];

  async run(): Promise<{ readonly running: readonly Announcement[] }> {
    await this.parse(PlatformStatus);
    const running = await runningPlatforms(thisHost());
    for (const one of running) this.log(`\n${this.shown(one)}`);
    if (running.length === 0) {
      this.log('No local Kaa is running. Start one: kaa platform start');
      process.exitCode = EXIT.fail;
    }
    return { running };
  }

  private shown({ pid, startedAt, blueprint, addresses }: Announcement): string {
    const { green, bold, cyan } = this.style;
    const where = Object.entries(addresses).map(([name, url]) => [name.toUpperCase(), cyan(url)]);
    const facts = { Process: `${pid}, since ${startedAt}`, Folder: blueprint.folder };
    const title = `  ${green(bold(`● ${blueprint.name}`))}`;
    return `${title}\n${record({ ...Object.fromEntries(where), ...facts }, this.style)}`;
  }
}
