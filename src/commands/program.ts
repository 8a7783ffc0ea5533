/**
 * `kaa` as `bin/run.js` starts it: oclif, with the commands beside this module as the build has bundled them.
 */
import { run } from '@oclif/core/run';
import { settings } from '@oclif/core/settings';

/**
 * Finds the command and runs it; what it throws is thrown.
 * @param args those after the name of the program
 * @param program URL of bin/run.js, from which oclif finds the package
 */
export async function runProgram(args: readonly string[], program: string): Promise<void> {
  // The commands are compiled already: never look for their TypeScript, whatever NODE_ENV says.
  settings.enableAutoTranspile = false;
  const [first, ...rest] = args;
  await run(first === 'help' ? [...rest, '--help'] : [...args], program);
}
