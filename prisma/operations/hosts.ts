/** What operators do to one host: whether new computers may begin there, and forgetting one that is gone. */
import type pg from 'pg';
import type { Actor } from '../audit/write.ts';
import type { Db } from '../client.ts';
import { lockHost } from '../hosts/lock-host.ts';
import { operate, type Forbidden, type Operated } from './operate.ts';
import type { NotFound } from './users.ts';

export interface HostRequest {
  name: string;
  /** for the log */
  reason: string;
}

export type HostDone = { kind: 'done'; again: boolean };

/** Opens a host to new computers, or closes it. What lives there, or is on its way, is left alone. */
export function setHostAccepting(
  db: Db,
  actor: Actor,
  { name, accepting, reason }: HostRequest & { accepting: boolean },
): Promise<HostDone | NotFound | Forbidden> {
  return operate(db, actor, 'hosts.edit', async (connection): Promise<Operated<HostDone | NotFound>> => {
    const host = await lockHost(connection, name);
    if (!host) return { result: { kind: 'not_found' }, audit: null };
    if (host.accepting === accepting) return { result: { kind: 'done', again: true }, audit: null };
    await connection.query('update hosts set accepting = $2 where name = $1', [name, accepting]);
    return {
      result: { kind: 'done', again: false },
      audit: {
        action: accepting ? 'host.open' : 'host.close',
        subject: { kind: 'host', id: name },
        reason,
        before: { accepting: host.accepting },
        after: { accepting },
      },
    };
  });
}

export type ForgetRefusal =
  /** its provisioner beats, and would write it anew */
  | { reason: 'host_alive'; host: string }
  /** computers that live there or are still to be fetched from it; that are wished to it; whose old copies lie there */
  | { reason: 'host_in_use'; host: string; lives: number; coming: number; remains: number };

export type ForgetAnswer = HostDone | { kind: 'refused'; refusal: ForgetRefusal } | NotFound;

/** Takes a host that is gone, and on which nothing is left, from the list. */
export function forgetHost(
  db: Db,
  actor: Actor,
  { name, reason }: HostRequest,
): Promise<ForgetAnswer | Forbidden> {
  return operate(db, actor, 'hosts.edit', async (connection): Promise<Operated<ForgetAnswer>> => {
    const host = await lockHost(connection, name);
    if (!host) return { result: { kind: 'not_found' }, audit: null };
    const refuse = (refusal: ForgetRefusal) =>
      ({ result: { kind: 'refused', refusal }, audit: null }) as const;
    if (!host.away) return refuse({ reason: 'host_alive', host: name });
    const use = await readUse(connection, name);
    if (use.lives + use.coming + use.remains > 0)
      return refuse({ reason: 'host_in_use', host: name, ...use });
    // those that were removed lived there once
    await connection.query(`update instances set host = null where host = $1 and phase = 'removed'`, [name]);
    await connection.query('delete from hosts where name = $1', [name]);
    await connection.query(`delete from platform_reports where subject = 'walls:' || $1`, [name]);
    return {
      result: { kind: 'done', again: false },
      audit: {
        action: 'host.forget',
        subject: { kind: 'host', id: name },
        reason,
        before: { capacity: host.capacity, accepting: host.accepting },
      },
    };
  });
}

async function readUse(connection: pg.PoolClient, name: string) {
  const { rows } = await connection.query<{ lives: number; coming: number; remains: number }>(
    `select count(*) filter (where host = $1 and phase <> 'removed' or moved_from = $1)::int as lives,
       count(*) filter (where move_to = $1 and moved_from is distinct from $1)::int as coming,
       count(*) filter (where remains_on = $1)::int as remains
     from instances where host = $1 or move_to = $1 or moved_from = $1 or remains_on = $1`,
    [name],
  );
  return rows[0]!;
}
