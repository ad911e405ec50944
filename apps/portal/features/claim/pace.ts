/**
 * How fast one account, number or address may ask for places. Asking faster gains nothing anyway, so this only keeps the
 * noise down: small counts stay in this process, and every further use is counted in the database for all portals.
 */
import type { Db } from '@rockpool/db/client';
import { limit, type LimitVerdict } from '../limits/limit.ts';
import type { LimitName } from '../limits/limit-table.ts';

export interface Pace {
  /** Counts one use. `at` in ms, of any clock that runs on. */
  use(db: Db, key: string, at: number): Promise<LimitVerdict>;
}

const windowMs = 60_000;
const keysMax = 50_000;

interface Count {
  since: number;
  uses: number;
  /** refused until then without asking the database */
  heldUntil: number;
}

/**
 * `free`: uses a minute that this process does not report. `step`: after them, each so many uses are one point of the
 * limit, so that a busy address costs the database one statement in `step`.
 */
export function createPace(name: LimitName, { free, step }: { free: number; step: number }): Pace {
  const counts = new Map<string, Count>();
  return {
    async use(db, key, at) {
      const known = counts.get(key);
      const count =
        known && (at - known.since < windowMs || at < known.heldUntil)
          ? known
          : { since: at, uses: 0, heldUntil: 0 };
      // set anew so that the map stays in order of use, and the longest unused goes first
      counts.delete(key);
      counts.set(key, count);
      if (counts.size > keysMax) counts.delete(counts.keys().next().value!);
      count.uses++;
      if (at < count.heldUntil)
        return { ok: false, retryAfterSeconds: Math.ceil((count.heldUntil - at) / 1000) };
      const beyond = count.uses - free;
      if (beyond <= 0 || beyond % step !== 0) return { ok: true };
      const verdict = await limit(db, name, key);
      if (!verdict.ok) count.heldUntil = at + verdict.retryAfterSeconds * 1000;
      return verdict;
    },
  };
}
