import type { Db } from '@rockpool/db/client';
import { scheduleWakes, type Wake } from '@rockpool/db/jobs';
import { createBatch } from '../batch.ts';

const batchMax = 100;

/** Plans the next look at an instance, many in one statement when many are planned at a time. */
export function createWakePlanner(db: Db): (wake: Wake) => Promise<void> {
  return createBatch(async (wakes) => {
    // The queue removes finished jobs by the dozen too, and two dozens may wait for each other: then one is undone.
    await scheduleWakes(db, wakes).catch(() => scheduleWakes(db, wakes));
    return wakes.map(() => undefined);
  }, batchMax);
}
