/**
 * One reconcile per instance across all provisioners: advisory locks of one database session. When this process dies, its
 * session ends and every lock is free; when only the connection breaks, the locks count as lost and are said to be.
 */
import pg from 'pg';
import type { Logger } from 'pino';
import { createBatch } from './batch.ts';

export type InstanceLock = {
  /** Throws when the session broke meanwhile: somebody else may hold the lock by now. */
  assertHeld(): void;
  release(): Promise<void>;
};

export type InstanceLocks = {
  /**
   * null when it is taken: by another process, or by this one for longer than `patienceMs`. Throws when the database cannot be
   * reached.
   */
  acquire(instanceId: string, options: { patienceMs: number }): Promise<InstanceLock | null>;
  /** Shows to other provisioners that this worker pool lives, until `hide` or the end of the process. */
  show(poolId: string): Promise<void>;
  hide(poolId: string): Promise<void>;
  close(): Promise<void>;
};

/** Names of advisory locks; `sweep` looks the second one up in pg_locks. */
const lockKey = (instanceId: string) => `instance:${instanceId}`;
export const presenceKey = (poolId: string) => `provisioner:${poolId}`;

const callsMax = 200;

/** `freed`: resolves when somebody else of this process may try. */
type Hold = { lost: boolean; freed: Promise<void>; free: () => void };

export function createInstanceLocks(databaseUrl: string, log: Logger): InstanceLocks {
  const held = new Map<string, Hold>();
  const shown = new Set<string>();
  let session: Promise<pg.Client> | null = null;

  function connected(): Promise<pg.Client> {
    return (session ??= connect().catch((error: unknown) => {
      session = null;
      throw error;
    }));
  }

  async function connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: databaseUrl,
      application_name: 'rockpool-provisioner-locks',
      connectionTimeoutMillis: 10_000,
      query_timeout: 10_000,
      keepAlive: true,
    });
    client.on('error', (error) => lose(client, error.message));
    client.once('end', () => lose(client, 'ended'));
    await client.connect();
    for (const poolId of shown)
      await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [presenceKey(poolId)]);
    current = client;
    return client;
  }

  let current: pg.Client | null = null;
  function lose(client: pg.Client, why: string) {
    if (client !== current) return;
    current = null;
    session = null;
    if (held.size > 0) log.warn({ why, locks: held.size }, 'lock session lost');
    for (const hold of held.values()) {
      hold.lost = true;
      hold.free();
    }
    held.clear();
    client.end().catch(() => {});
  }

  type Call = { key: string; take: boolean };

  /** One statement at a time, as the one session wants it; what is asked meanwhile goes together into the next. */
  const call = createBatch(async (calls: Call[]) => {
    const client = await connected();
    try {
      const { rows } = await client.query<{ ok: boolean }>({
        name: 'locks',
        text: `
          select case when take then pg_try_advisory_lock(hashtextextended(key, 0))
            else pg_advisory_unlock(hashtextextended(key, 0)) end as ok
          from unnest($1::text[], $2::bool[]) with ordinality as call(key, take, place) order by place`,
        values: [calls.map(({ key }) => key), calls.map(({ take }) => take)],
      });
      return rows.map(({ ok }) => ok);
    } catch (error) {
      lose(client, (error as Error).message);
      throw error;
    }
  }, callsMax);

  /** Advisory locks let the same session in twice; this map does not. null when its holder of this process keeps it too long. */
  async function takeTurn(instanceId: string, patienceMs: number): Promise<Hold | null> {
    const { promise: patience, resolve } = Promise.withResolvers<void>();
    let isOver = false;
    const timer = setTimeout(() => resolve(void (isOver = true)), patienceMs);
    try {
      for (let hold = held.get(instanceId); hold && !isOver; hold = held.get(instanceId))
        await Promise.race([hold.freed, patience]);
      if (held.has(instanceId)) return null;
      const { promise: freed, resolve: free } = Promise.withResolvers<void>();
      const hold: Hold = { lost: false, freed, free };
      held.set(instanceId, hold);
      return hold;
    } finally {
      clearTimeout(timer);
    }
  }

  const lock = (key: string) => call({ key, take: true });
  const unlock = (key: string) => call({ key, take: false }).catch(() => false);

  return {
    async acquire(instanceId, { patienceMs }) {
      const hold = await takeTurn(instanceId, patienceMs);
      if (!hold) return null;
      const forget = () => {
        if (held.get(instanceId) === hold) held.delete(instanceId);
        hold.free();
      };
      try {
        if (!(await lock(lockKey(instanceId)))) {
          forget();
          return null;
        }
      } catch (error) {
        forget();
        throw error;
      }
      if (hold.lost) {
        // The session broke while we waited for our turn, and a new one answered.
        await unlock(lockKey(instanceId));
        throw new Error(`the lock of instance ${instanceId} was lost`);
      }
      return {
        assertHeld() {
          if (hold.lost) throw new Error(`the lock of instance ${instanceId} was lost`);
        },
        async release() {
          if (hold.lost) return;
          await unlock(lockKey(instanceId));
          forget();
        },
      };
    },
    async show(poolId) {
      if (shown.has(poolId)) return;
      shown.add(poolId);
      await lock(presenceKey(poolId));
    },
    async hide(poolId) {
      if (shown.delete(poolId) && current) await unlock(presenceKey(poolId));
    },
    async close() {
      const client = current;
      current = null;
      session = null;
      await client?.end();
    },
  };
}
