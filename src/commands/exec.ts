/**
 * `kaa exec -- COMMAND`: runs a command against a local platform that is there for it alone.
 */

import { kaaError } from '../errors.js';
import { apiTokenOf, exitCodeOf, runGuarded, variablesFor } from '../facade/exec.js';
import { startPlatform } from '../facade/platform.js';
import { BaseCommand } from './base.js';
import { blueprintFlag, seedFlag } from './flags.js';
import { say } from './output.js';
import { diagnosticLine } from './render/diagnostics.js';
import type { Style } from './render/style.js';

/** Passed on to the command; it decides what to make of them. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2', 'SIGWINCH'] as const;

export default class Exec extends BaseCommand {
  static override description =
    'Run a command against a local platform of its own, on free ports, and return its exit code.\n' +
    'Addresses, application versions and tokens are in its environment: KAA_MQTT_URL, KAA_REST_URL, KAA_TOKEN, …';

  static override usage = '<%= command.id %> [--blueprint DIR] -- COMMAND [ARGUMENTS...]';

  static override examples = [
    '<%= config.bin %> <%= command.id %> -- npm test',
    `<%= config.bin %> <%= command.id %> --seed 1 -- sh -c 'echo $KAA_MQTT_URL'`,
  ];

  static override strict = false;

  static override flags = { blueprint: blueprintFlag(), seed: seedFlag() };

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(Exec);
    const command = argv.map(String);
    if (command.length === 0) throw kaaError('EXEC_WITHOUT_COMMAND', {});
    const signals = relaySignals();
    const running = await startPlatform({
      blueprint: flags.blueprint,
      seed: flags.seed,
      host: '127.0.0.1',
      port: 0,
      httpPort: 0,
      onDiagnostic: (diagnostic) => say(`${diagnosticLine(diagnostic, this.errorStyle)}\n`),
    });
    try {
      const early = signals.early();
      if (early !== undefined) {
        process.exitCode = exitCodeOf({ signal: early });
        return;
      }
      const program = runGuarded({
        command,
        env: {
          ...process.env,
          ...variablesFor({ ...running.ready }, apiTokenOf(running.platform.blueprint)),
        },
        node: process.execPath,
        endGroup,
      });
      signals.to((name) => program.signal(name));
      const { exitCode, failure } = await program.ended;
      process.exitCode = exitCode;
      if (failure !== undefined) this.logToStderr(notRun(command[0] as string, failure, this.errorStyle));
    } finally {
      signals.release();
      await running.stop();
    }
  }
}

/** Passes signals on; one that ends things and arrives before there is a command means that it is not to run. */
function relaySignals() {
  let early: NodeJS.Signals | undefined;
  let take = (name: NodeJS.Signals) => {
    if (name !== 'SIGWINCH') early ??= name;
  };
  const relay = (name: NodeJS.Signals) => take(name);
  for (const name of SIGNALS) process.on(name, relay);
  return {
    early: () => early,
    to(taker: (name: NodeJS.Signals) => void) {
      take = taker;
    },
    release() {
      for (const name of SIGNALS) process.off(name, relay);
    },
  };
}

function notRun(program: string, failure: string, style: Style): string {
  const what =
    failure === 'ENOENT' ? `There is no program "${program}"` : `Cannot run ${program}: ${failure}`;
  const next = `  ${style.cyan('→')} Write what you would type without kaa: kaa exec -- npm test`;
  return `${style.red(style.bold('Error:'))} ${what}.\n${next}`;
}

function endGroup(guardianPid: number): void {
  try {
    process.kill(-guardianPid, 'SIGKILL');
  } catch {
    // Nobody is left, as it should be.
  }
}
