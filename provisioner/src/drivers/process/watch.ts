/**
 * Notices ends of programs: at once and with the exit code for our own children, within a second and without a code for
 * those that an earlier provisioner started.
 */
import type { ChildProcess } from 'node:child_process';
import { isInstanceId } from '../instance-id.ts';
import { isAlive } from './identity.ts';
import { listing, volumeAt, type Volume } from './volume.ts';

const pollEveryMs = 1_000;

export function watchProcesses(instancesDir: string) {
  const listeners = new Set<(id: string) => void>();
  const tell = (id: string) => listeners.forEach((changed) => changed(id));

  /** ids whose process was alive at the last look */
  let alive = new Set<string>();

  async function look() {
    const now = new Set<string>();
    for (const id of ((await listing(instancesDir)) ?? []).filter(isInstanceId)) {
      const claim = await volumeAt(instancesDir, id).readPid();
      if (claim !== null && claim !== 'claiming' && isAlive(claim)) now.add(id);
    }
    for (const id of alive) if (!now.has(id)) tell(id);
    alive = now;
  }

  return {
    /** Records the end of our own child. */
    own(volume: Volume, child: ChildProcess) {
      const ended = async (code: number | null, signal: string | null) => {
        // The volume may be gone by now (destroyed); then nobody needs the exit.
        await volume.writeExit({ pid: child.pid ?? 0, code, signal }).catch(() => {});
        tell(volume.id);
      };
      if (child.exitCode !== null || child.signalCode !== null) void ended(child.exitCode, child.signalCode);
      else child.once('exit', (code, signal) => void ended(code, signal));
    },

    watch(changed: (id: string) => void): () => void {
      listeners.add(changed);
      let timer: NodeJS.Timeout;
      const again = () => {
        timer = setTimeout(
          () =>
            void look()
              .catch(() => {})
              .finally(() => listeners.has(changed) && again()),
          pollEveryMs,
        );
        timer.unref();
      };
      again();
      return () => {
        listeners.delete(changed);
        clearTimeout(timer);
      };
    },
  };
}
