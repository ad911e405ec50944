/** Rate limits, counted in PostgreSQL: one count for every server of the portal, by the machine's clock. */
import { createHash } from 'node:crypto';
import type { Db } from '@rockpool/db/client';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { limitTable, type LimitName } from './limit-table.ts';

export type LimitVerdict = { ok: true } | { ok: false; retryAfterSeconds: number };

/**
 * Counts one use. Counted before it is compared, so parallel uses cannot slip through. Throws when the database does
 * not answer: a limit that cannot be counted lets nobody through.
 */
export async function limit(db: Db, name: LimitName, key: string): Promise<LimitVerdict> {
  try {
    await limiterOf(db, name).consume(rowKey(key));
    return { ok: true };
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    return { ok: false, retryAfterSeconds: Math.max(1, Math.ceil(refused.msBeforeNext / 1000)) };
  }
}

/** Forgets what was counted, e.g. after the right password. */
export async function forgetLimit(db: Db, name: LimitName, key: string): Promise<void> {
  await limiterOf(db, name).delete(rowKey(key));
}

// on globalThis because Next loads a module once per bundle, and each limiter clears old rows by a timer
const shared = globalThis as typeof globalThis & {
  rockpoolLimiters?: WeakMap<Db, Map<LimitName, RateLimiterPostgres>>;
};

function limiterOf(db: Db, name: LimitName): RateLimiterPostgres {
  const all = (shared.rockpoolLimiters ??= new WeakMap());
  const ofDb = all.get(db) ?? new Map<LimitName, RateLimiterPostgres>();
  all.set(db, ofDb);
  const { points, seconds } = limitTable[name];
  const limiter =
    ofDb.get(name) ??
    new RateLimiterPostgres({
      storeClient: db.pool,
      storeType: 'pool',
      tableName: 'rate_limits',
      tableCreated: true,
      keyPrefix: name,
      points,
      duration: seconds,
      // one limiter clears the whole table
      clearExpiredByTimeout: ofDb.size === 0,
    });
  ofDb.set(name, limiter);
  return limiter;
}

/** Bounded in length, and no address or phone number in a table that nobody thinks of. */
const rowKey = (key: string) => createHash('sha256').update(key).digest('base64url');
