/**
 * The program of a device under test: started under the guardian of `kaa exec`, its output kept, its whole process tree ended.
 */
import { platform } from 'node:os';
import { type GuardedProgram, type ProgramEnd, runGuarded } from '../exec.js';

/** What this process lends to the programs that it starts. */
export interface ProcessPorts {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The path of Node. */
  readonly node: string;
  /** Ends whatever is left of a process group whose guardian was killed. */
  readonly endGroup: (guardianPid: number) => void;
}

export interface DeviceProcess {
  readonly ended: Promise<ProgramEnd>;
  /** What it has printed last. */
  output(): string;
  /** Ends it and everything that it has started; settles when nothing of it is left. */
  stop(): Promise<void>;
}

/** Characters of the output that are kept: the end says what went wrong. */
const OUTPUT_MAX = 64 * 1024;

/** @param command a line as a shell takes it */
export function startDevice(
  command: string,
  variables: Readonly<Record<string, string>>,
  { env, node, endGroup }: ProcessPorts,
): DeviceProcess {
  let output = '';
  const program: GuardedProgram = runGuarded({
    command: shellFor(command),
    env: { ...env, ...variables },
    node,
    endGroup,
    onOutput(text) {
      output = (output + text).slice(-OUTPUT_MAX);
    },
  });
  return {
    ended: program.ended,
    output: () => output,
    async stop() {
      program.signal('SIGTERM');
      await program.ended;
    },
  };
}

function shellFor(command: string): string[] {
  return platform() === 'win32' ? ['cmd.exe', '/d', '/s', '/c', command] : ['/bin/sh', '-c', command];
}
