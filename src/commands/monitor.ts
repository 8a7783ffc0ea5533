/**
 * `kaa monitor`: watches a running platform, and pokes it.
 */
import { string as textArgument } from '@oclif/core/args';
import { boolean, string } from '@oclif/core/flags';
import { WallClock } from '../kernel/clock.js';
import { restSource } from '../operator/monitor/source.js';
import { onInterrupt } from './interrupt.js';
import { OperatorCommand } from './operator-command.js';
import { say } from './output.js';
import { wantsColour } from './render/style.js';
import { saveText } from './save-text.js';

export default class Monitor extends OperatorCommand {
  static override description =
    'Watch a running local platform: figures, endpoints, messages, traces, what goes wrong; and poke it.\n' +
    'Without a terminal it prints the same as lines, until Ctrl-C; with --json, one object a line.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> http://127.0.0.1:8080 --read-only',
    '<%= config.bin %> <%= command.id %> --filter "ext:dcx error" | tee errors.log',
  ];

  static override args = {
    url: textArgument({
      description: 'Where its REST begins, http://host:port; the platform that runs without it.',
    }),
  };

  static override flags = {
    'read-only': boolean({ description: 'Only watch: nothing can be changed.', env: 'KAA_READ_ONLY' }),
    filter: string({
      description:
        'Messages to show as lines: ext:NAME endpoint:TOKEN topic:FILTER in out ok error push, or text of the payload.',
      helpValue: 'WORDS',
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Monitor);
    const interrupt = onInterrupt();
    try {
      const source = restSource(new WallClock(), () => this.kaa({ ...flags, url: args.url ?? flags.url }));
      // A platform that is not there at the start is a mistake to be told of, not one to wait for.
      const watched = await source.open();
      const { isLive } = await import('../tui/terminal.js');
      const isScreen = isLive(process.stdout) && process.stdin.isTTY === true && !this.jsonEnabled();
      if (!isScreen) {
        const { streamMonitor } = await import('../tui/monitor/plain.js');
        await streamMonitor({
          source,
          watched,
          filter: flags.filter ?? '',
          json: this.jsonEnabled(),
          write: (text) => say(text, process.stdout),
          signal: interrupt.signal,
        });
        return;
      }
      const { startMonitor } = await import('../tui/monitor/monitor.js');
      const quit = new AbortController();
      const monitor = await startMonitor({
        source,
        watched,
        stdin: process.stdin,
        stdout: process.stdout,
        colour: wantsColour(process.stdout, process.env),
        isReadOnly: flags['read-only'],
        save: saveText,
        onQuit: () => quit.abort(),
      });
      await Promise.race([interrupt.requested, whenAborted(quit.signal)]);
      await monitor.stop();
    } finally {
      interrupt.release();
    }
  }
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
