/**
 * This process as the locator sees it: its ID, where its announcements are, and which other processes are alive.
 */
import { type ProcessHost, runtimeFolder } from '../facade/locator.js';

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
