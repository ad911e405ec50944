import { readFile } from 'node:fs/promises';
import type { Stats } from '../driver.ts';
import { statFields, type Identity } from './identity.ts';

/** USER_HZ, the unit of CPU times in /proc, is 100 on every Linux that Node runs on. */
const msPerTick = 10;

/** null when the process ended meanwhile. */
export async function readStats({ pid }: Identity): Promise<Stats | null> {
  const fields = statFields(pid);
  const memory = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => null);
  const pssKiB = memory && /^Pss:\s+(\d+) kB/m.exec(memory)?.[1];
  if (!fields || !pssKiB) return null;
  return { memoryBytes: Number(pssKiB) * 1024, cpuMs: (Number(fields[11]) + Number(fields[12])) * msPerTick };
}
