import type { Observation } from '../driver.ts';
import { nameExit } from './exit.ts';
import { livingProcess } from './launch.ts';
import { readTail, rotateLog } from './log.ts';
import { endpointOf, takesConnections } from './port.ts';
import type { Volume } from './volume.ts';

/** of a program's last words */
const lines = 40;

/** What is seen of an instance: by its folder, the process that claims it and the port that it was given. */
export async function observeVolume(volume: Volume, isHalf: () => Promise<boolean>): Promise<Observation> {
  const running = await livingProcess(volume);
  if (!running && (await isHalf())) return { state: 'half' };
  if (!(await volume.exists())) return { state: 'absent' };
  const record = await volume.readRecord();
  if (!running) {
    const [claim, seen] = [await volume.readPid(), await volume.readExit()];
    // A record without a claim is of a start that was cut off before its program.
    if (!record || claim === null) return { state: 'stopped', exit: null };
    const ofThisRun = seen && claim !== 'claiming' && seen.pid === claim.pid ? seen : null;
    return {
      state: 'stopped',
      exit: nameExit(ofThisRun, record.stopAsked, await readTail(volume.logPath, lines)),
    };
  }
  await rotateLog(volume.logPath);
  const alive = {
    endpoint: endpointOf(record?.port ?? 1),
    filesHash: await volume.hash(),
    restarts: record?.restarts ?? 0,
    launch: record?.launch ?? '',
    startedAt: record?.startedAt ?? 0,
  };
  return { state: record && (await takesConnections(record.port)) ? 'running' : 'starting', ...alive };
}
