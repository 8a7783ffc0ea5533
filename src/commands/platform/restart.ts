/**
 * `kaa platform restart`: ends every connection of the running platform and has it listen again after a while.
 */
import { restartPlatform } from '../../operator/operations.js';
import { OperatorCommand } from '../operator-command.js';
import { spanFlag } from '../operator-flags.js';

export default class PlatformRestart extends OperatorCommand {
  static override description =
    'End every connection and listen again on the same ports after a while, as when a server is replaced.\n' +
    'The state stays: endpoints, tokens, time series, commands. Waits until the platform serves again.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --down 10s',
  ];

  static override flags = {
    down: spanFlag({ description: 'How long nothing listens; as short as can be without it.' }),
  };

  async run(): Promise<{ readonly url: string; readonly downMs: number; readonly elapsedMs: number }> {
    const { flags } = await this.parse(PlatformRestart);
    const kaa = await this.kaa(flags);
    const downMs = flags.down ?? 0;
    const elapsedMs = Math.round(await restartPlatform(kaa, downMs));
    this.log(
      `${this.style.green('✓')} The platform at ${kaa.url} serves again, after ${elapsedMs / 1000} s.`,
    );
    return { url: kaa.url, downMs, elapsedMs };
  }
}
