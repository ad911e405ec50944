import { setTimeout as wait } from 'node:timers/promises';
import { isDatabaseAway } from '../../database-away.ts';

const tryForMs = 60_000;
const everyMs = 1_000;

/** Repeats `work` for up to a minute while the database cannot be reached. Any other error is thrown at once. */
export async function whileDatabaseReturns<T>(work: () => Promise<T>): Promise<T> {
  const giveUpAt = Date.now() + tryForMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseAway(error) || Date.now() >= giveUpAt) throw error;
      await wait(everyMs);
    }
  }
}
