/**
 * This process as the locator sees it: its ID, where its announcements are, and which other processes are alive.
 */
import { type ProcessHost, runtimeFolder } from '../facade/locator.js';

/** As it is now. */
export function thisHost(): ProcessHost {
  return {
    pid: process.pid,
    folder: runtimeFolder(process.env.XDG_RUNTIME_DIR),
    isAlive(pid) {
      try {
        process.kill(pid, 0);
        return true;
      } catch (error) {
        // Somebody else's process is alive, though not ours to signal.
        return (error as { code?: string }).code === 'EPERM';
      }
    },
  };
}

/** What programs that kaa starts and ends get from this process. */
export function thisMachine() {
  return {
    env: process.env,
    node: process.execPath,
    endGroup(guardianPid: number): void {
      try {
        process.kill(-guardianPid, 'SIGKILL');
      } catch {
        // Nobody is left, as it should be.
      }
    },
  };
}
