/**
 * Which host takes a computer that lives nowhere yet. Whoever has its job in hand asks: for itself when it is the emptiest of the
 * hosts that beat, else it offers the computer to that one by a job that only it takes. Taking counts under the lock of the host's
 * row, so no host ever has more than its capacity; where a computer begins is only as even as counts of the last second are.
 * Who is offered a computer takes it when there is room, so it travels once, and again only when the place was gone.
 */
import type { Db } from '@rockpool/db/client';
import { spread, type HostRoom } from '@rockpool/db/domain/host-room';
import { taskOnHost, tasks } from '@rockpool/db/jobs';
import { createBatch } from '../batch.ts';

export type Placed =
  | { kind: 'taken' }
  /** its job went to that host */
  | { kind: 'offered'; to: string }
  /** no host that beats and accepts has any left */
  | { kind: 'no_room' }
  /** this host is not known yet: its first beat is still to come */
  | { kind: 'not_yet' };

export type Candidate = {
  id: string;
  /** the job came to this host by its name */
  offered: boolean;
};

const batchMax = 100;
const readAgeMsMax = 1_000;

const hostsWithRoom = {
  name: 'hosts-with-room',
  text: `
    select h.name, h.capacity, t.taken, h.accepting,
      case when h.capacity is not null then greatest(h.capacity - t.taken, 0) end as room,
      h.name <> $1 and host_away(h.seen_at) as away
    from hosts h, lateral (select places_taken(h.name) as taken) t
    where h.name = $1 or (h.accepting and not host_away(h.seen_at))`,
};
const take = { name: 'take-places', text: 'select take_places($1, $2::uuid[]) as id' };
const offer = {
  name: 'offer-computers',
  text: `
    select add_keyed_job(task, json_build_object('instanceId', id), 'reconcile:' || id)
    from unnest($1::text[], $2::text[]) as offered(id, task)`,
};

/** Under the lock of the instance; the row says who has it afterwards. */
export function createPlacing({
  db,
  host,
}: {
  db: Db;
  host: string;
}): (candidate: Candidate) => Promise<Placed> {
  let known: { hosts: HostRoom[]; readAt: number } = { hosts: [], readAt: -Infinity };

  async function hostsNow(ageMsMax: number): Promise<HostRoom[]> {
    const now = performance.now();
    if (now - known.readAt > ageMsMax)
      known = {
        hosts: (await db.pool.query<HostRoom>({ ...hostsWithRoom, values: [host] })).rows,
        readAt: now,
      };
    return known.hosts;
  }

  /** What was given out since they were read counts in the next choice. */
  function countIn(names: readonly string[]) {
    known.hosts = known.hosts.map((each) => {
      const more = names.filter((name) => name === each.name).length;
      return {
        ...each,
        taken: each.taken + more,
        room: each.room === null ? null : Math.max(each.room - more, 0),
      };
    });
  }

  async function takeHere(ids: readonly string[]): Promise<Set<string>> {
    if (ids.length === 0) return new Set();
    const { rows } = await db.pool.query<{ id: string }>({ ...take, values: [host, ids] });
    return new Set(rows.map(({ id }) => id));
  }

  return createBatch(async (candidates) => {
    const placed = new Map<string, Placed>();
    const hosts = await hostsNow(readAgeMsMax);
    if (!hosts.some(({ name }) => name === host)) {
      known.readAt = -Infinity;
      return candidates.map(() => ({ kind: 'not_yet' as const }));
    }
    const free = candidates.filter(({ offered }) => !offered);
    const chosen = spread(hosts, free.length);
    const wishes = new Map(free.map(({ id }, index) => [id, chosen[index] ?? host]));
    const mine = candidates
      .filter(({ id, offered }) => offered || wishes.get(id) === host)
      .map(({ id }) => id);
    const taken = await takeHere(mine);
    for (const id of taken) placed.set(id, { kind: 'taken' });
    countIn([...taken].map(() => host));

    // Fuller than it was thought: whoever still has room is asked, by counts of now.
    const left = mine.filter((id) => !taken.has(id));
    const others =
      left.length === 0
        ? []
        : spread(
            (await hostsNow(0)).filter(({ name }) => name !== host),
            left.length,
          );
    left.forEach((id, index) => {
      const to = others[index];
      if (to === undefined) placed.set(id, { kind: 'no_room' });
      else wishes.set(id, to);
    });
    const offers = [...wishes].filter(([id]) => !placed.has(id));
    if (offers.length > 0) {
      await db.pool.query({
        ...offer,
        values: [offers.map(([id]) => id), offers.map(([, to]) => taskOnHost(tasks.reconcile.name, to))],
      });
      countIn(offers.map(([, to]) => to));
    }
    for (const [id, to] of offers) placed.set(id, { kind: 'offered', to });
    return candidates.map(({ id }) => placed.get(id)!);
  }, batchMax);
}
