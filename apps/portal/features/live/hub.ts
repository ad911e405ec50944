/**
 * One LISTEN connection per server process, fanned out by user. PostgreSQL keeps nothing for a listener that is
 * away, so after a reconnect everyone is told `changed`: who reads the state anew has missed nothing.
 */
import pg from 'pg';

/** `changed`: read anew · `away`: the connection is gone, what is shown may be old · `back`: is always followed by `changed` */
export type HubEvent = 'changed' | 'away' | 'back';
export type HubListener = (event: HubEvent) => void;

export type Hub = {
  /** Connects at the first call. Answers how to leave; leaving twice is harmless. */
  subscribe(userId: string, listener: HubListener): () => void;
  /** How many listen for this user. */
  count(userId: string): number;
  close(): Promise<void>;
};

export type HubOptions = {
  databaseUrl: string;
  /** told of each lost connection; default silent */
  onLost?: (error: Error | undefined) => void;
  retryMs?: { first: number; max: number };
};

export function createHub({
  databaseUrl,
  onLost = () => {},
  retryMs = { first: 250, max: 5_000 },
}: HubOptions): Hub {
  const listeners = new Map<string, Set<HubListener>>();
  let client: pg.Client | null = null;
  let state: 'idle' | 'connecting' | 'listening' | 'waiting' | 'closed' = 'idle';
  let delayMs = retryMs.first;
  let wasAway = false;
  let timer: NodeJS.Timeout | undefined;

  const tell = (set: Iterable<HubListener>, event: HubEvent) => {
    for (const listener of [...set]) listener(event);
  };
  const everyone = () => [...listeners.values()].flatMap((set) => [...set]);
  const closed = () => state === 'closed';

  async function connect() {
    state = 'connecting';
    // keep-alive finds a database host that vanished without a goodbye
    const mine = new pg.Client({
      connectionString: databaseUrl,
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      application_name: 'rockpool-portal-live',
    });
    client = mine;
    mine.on('notification', ({ payload }) => tell(listeners.get(payload ?? '') ?? [], 'changed'));
    mine.on('error', (error) => lost(mine, error));
    mine.on('end', () => lost(mine, undefined));
    try {
      await mine.connect();
      await mine.query('LISTEN rockpool');
    } catch (error) {
      return lost(mine, error instanceof Error ? error : new Error(String(error)));
    }
    if (client !== mine) return;
    state = 'listening';
    delayMs = retryMs.first;
    if (wasAway) tell(everyone(), 'back');
    wasAway = false;
    // also at the first connect: a change may have come between subscribing and LISTEN
    tell(everyone(), 'changed');
  }

  function lost(which: pg.Client, error: Error | undefined) {
    if (which !== client || closed()) return;
    client = null;
    void which.end().catch(() => {});
    onLost(error);
    if (!wasAway) tell(everyone(), 'away');
    wasAway = true;
    state = 'waiting';
    timer = setTimeout(() => void connect(), delayMs);
    delayMs = Math.min(delayMs * 2, retryMs.max);
  }

  return {
    subscribe(userId, listener) {
      const set = listeners.get(userId) ?? new Set();
      listeners.set(userId, set.add(listener));
      if (state === 'idle') void connect();
      else if (wasAway) listener('away');
      return () => {
        set.delete(listener);
        if (set.size === 0 && listeners.get(userId) === set) listeners.delete(userId);
      };
    },
    count: (userId) => listeners.get(userId)?.size ?? 0,
    async close() {
      state = 'closed';
      clearTimeout(timer);
      listeners.clear();
      const mine = client;
      client = null;
      await mine?.end().catch(() => {});
    },
  };
}
