/**
 * One reconcile per instance across all provisioners: advisory locks of one database session. When this process dies, its
 * session ends and every lock is free; when only the connection breaks, the locks count as lost and are said to be.
 */
import pg from 'pg';
import type { Logger } from 'pino';

export type InstanceLock = {
  /** Throws when the session broke meanwhile: somebody else may hold the lock by now. */
  assertHeld(): void;
  release(): Promise<void>;
};

export type InstanceLocks = {
  /** null when it is taken, by another process or by this one. Throws when the database cannot be reached. */
  acquire(instanceId: string): Promise<InstanceLock | null>;
  /** Shows to other provisioners that this worker pool lives, until `hide` or the end of the process. */
  show(poolId: string): Promise<void>;
  hide(poolId: string): Promise<void>;
  close(): Promise<void>;
};

/** Names of advisory locks; `sweep` looks the second one up in pg_locks. */
export const lockKey = (instanceId: string) => `instance:${instanceId}`;
export const presenceKey = (poolId: string) => `provisioner:${poolId}`;

export function createInstanceLocks(databaseUrl: string, log: Logger): InstanceLocks {
  const held = new Map<string, { lost: boolean }>();
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
    for (const lock of held.values()) lock.lost = true;
    held.clear();
    client.end().catch(() => {});
  }

  let last: Promise<unknown> = Promise.resolve();

  /** One question at a time, as the one session wants it. */
  function call(text: string, key: string): Promise<boolean> {
    const answer = last.then(() => ask(text, key));
    last = answer.catch(() => {});
    return answer;
  }

  async function ask(text: string, key: string): Promise<boolean> {
    const client = await connected();
    try {
      const { rows } = await client.query<{ ok: boolean }>(text, [key]);
      return rows[0]?.ok === true;
    } catch (error) {
      lose(client, (error as Error).message);
      throw error;
    }
  }

  const unlock = (key: string) =>
    call('select pg_advisory_unlock(hashtextextended($1, 0)) as ok', key).catch(() => false);

  return {
    async acquire(instanceId) {
      // Advisory locks let the same session in twice; this map does not.
      if (held.has(instanceId)) return null;
      const lock = { lost: false };
      held.set(instanceId, lock);
      try {
        if (
          !(await call('select pg_try_advisory_lock(hashtextextended($1, 0)) as ok', lockKey(instanceId)))
        ) {
          held.delete(instanceId);
          return null;
        }
      } catch (error) {
        if (held.get(instanceId) === lock) held.delete(instanceId);
        throw error;
      }
      return {
        assertHeld() {
          if (lock.lost) throw new Error(`the lock of instance ${instanceId} was lost`);
        },
        async release() {
          if (lock.lost) return;
          await unlock(lockKey(instanceId));
          if (held.get(instanceId) === lock) held.delete(instanceId);
        },
      };
    },
    async show(poolId) {
      if (shown.has(poolId)) return;
      shown.add(poolId);
      await call(
        'select pg_advisory_lock(hashtextextended($1, 0))::text is not null as ok',
        presenceKey(poolId),
      );
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
