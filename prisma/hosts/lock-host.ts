import type { KnownHost } from '../domain/move.ts';
import { run, type Connection } from '../ledger/connection.ts';

const told = 'h.seen_at as "seenAt", h.address';
const row = 'lateral (select seen_at, address from hosts where hosts.name = l.name) h';
const lock = { name: 'hosts-lock', text: `select l.*, ${told} from lock_host($1) l, ${row}` };
const lockAll = {
  name: 'hosts-lock-all',
  text: `
    select l.*, ${told}
    from (select name from hosts order by name offset 0) host, lateral lock_host(host.name) l, ${row}`,
};

/**
 * Locks a host's row and counts its places behind the lock; null where there is no such host. Whoever writes `host` or
 * `move_to` of an instance calls it before, in the same transaction; several hosts in the order of their names, and
 * before any lock of an instance. In SQL: `lock_host(name)`.
 */
export async function lockHost(connection: Connection, name: string): Promise<KnownHost | null> {
  const [host] = await run<KnownHost>(connection, lock, [name]);
  return host ?? null;
}

/** All hosts, locked and counted one after the other in the order of their names. */
export const lockHosts = (connection: Connection): Promise<KnownHost[]> =>
  run<KnownHost>(connection, lockAll, []);
