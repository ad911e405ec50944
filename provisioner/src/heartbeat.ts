import type { Db } from '@rockpool/db/client';
import { writeReport } from '@rockpool/db/platform-reports';
import { every } from './every.ts';
import about from '../package.json' with { type: 'json' };

const beatEveryMs = 10_000;

/** Says again and again that the provisioner is there, and what it is. Resolves at the end. */
export function beat(
  db: Db,
  ending: AbortSignal,
  { driver, disk, startedAt }: { driver: string; disk: string; startedAt: Date },
  failed: (error: unknown) => void,
): Promise<void> {
  const report = { driver, disk, version: about.version, startedAt: startedAt.toISOString() };
  return every(beatEveryMs, ending, () => writeReport(db, 'provisioner', report), failed);
}
