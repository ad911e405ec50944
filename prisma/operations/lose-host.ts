/** A host whose machine is lost for good: its computers begin anew elsewhere, on purpose, and it leaves the list. */
import type pg from 'pg';
import { writeAudits, type Actor, type AuditDraft } from '../audit/write.ts';
import type { Db } from '../client.ts';
import { isAtStake, refuseLoss, survive, type Fate, type LoseRefusal } from '../domain/lost-host.ts';
import { lockHosts } from '../hosts/lock-host.ts';
import type { HostRequest } from './hosts.ts';
import { lockComputersAround, type Computer } from './move-wishes.ts';
import { operate, type Forbidden, type Operated } from './operate.ts';
import type { NotFound } from './users.ts';

export interface LoseRequest extends HostRequest {
  /** how many computers would lose their files, as it was shown to whoever agreed */
  computers: number;
}

export interface Lost {
  kind: 'done';
  /** it was declared lost before, and has not come back; nothing was changed */
  again: boolean;
  /** computers that begin anew without their files */
  emptied: number;
  /** computers that live on with the copy that their last move left elsewhere */
  onCopies: number;
  /** computers that were on their way there, or wished there, and lost nothing */
  kept: number;
}

export type LoseAnswer = Lost | { kind: 'refused'; refusal: LoseRefusal } | NotFound;

/** What is done to one computer; as the database takes it. */
type Change = { fate: Fate; was: Computer } & NonNullable<ReturnType<typeof survive>> & { id: string };

/** For good: the files on it are given up, and its name is kept out as long as old volumes are there. */
export function loseHost(
  db: Db,
  actor: Actor,
  { name, reason, computers: shown }: LoseRequest,
): Promise<LoseAnswer | Forbidden> {
  return operate(db, actor, 'hosts.edit', async (connection): Promise<Operated<LoseAnswer>> => {
    const hosts = await lockHosts(connection);
    const host = hosts.find((each) => each.name === name);
    if (!host) return { result: await answerAgain(connection, name), audit: null };
    const around = await lockComputersAround(connection, name);
    const computers = around.filter((each) => each.phase !== 'removed' && isAtStake(each, name)).length;
    const refusal = refuseLoss({ name, beats: await beats(connection, name), computers, shown });
    if (refusal) return { result: { kind: 'refused', refusal }, audit: null };

    const away = new Set(hosts.flatMap((each) => (each.away ? [each.name] : [])));
    const changes = around.flatMap((was): Change[] => {
      const change = survive(was, name, (other) => away.has(other));
      return change ? [{ id: was.id, was, ...change }] : [];
    });
    await write(connection, changes, host.seenAt);
    await leaveList(connection, name);
    await addJobs(connection, changes, name);

    const count = (...fates: Fate[]) => changes.filter(({ fate }) => fates.includes(fate)).length;
    const counts = {
      emptied: count('empty', 'empty_here'),
      onCopies: count('copy'),
      kept: count('back', 'stays'),
    };
    await writeAudits(connection, actor, changes.flatMap(draftOf(reason)));
    return {
      result: { kind: 'done', again: false, ...counts },
      audit: {
        action: 'host.lose',
        subject: { kind: 'host', id: name },
        reason,
        before: { capacity: host.capacity, seenAt: host.seenAt, computers },
        after: { ...counts, copiesForgotten: around.filter(({ remainsOn }) => remainsOn === name).length },
      },
    };
  });
}

async function answerAgain(connection: pg.PoolClient, name: string): Promise<LoseAnswer> {
  const { rowCount } = await connection.query('select from lost_hosts where name = $1', [name]);
  const nothing = { emptied: 0, onCopies: 0, kept: 0 };
  return rowCount ? { kind: 'done', again: true, ...nothing } : { kind: 'not_found' };
}

/** By the machine's clock: one that was moved in the sandbox gives nobody's files up. */
async function beats(connection: pg.PoolClient, name: string): Promise<boolean> {
  const { rows } = await connection.query<{ beats: boolean }>(
    `select not host_away(seen_at) or coalesce(abs(extract(epoch from now() - beat_at)) <= 60, false) as beats
     from hosts where name = $1`,
    [name],
  );
  return rows[0]!.beats;
}

async function write(connection: pg.PoolClient, changes: readonly Change[], seenAt: Date | null) {
  const rows = changes.map(({ id, fate, loss, host, moveTo, movedFrom, remainsOn }) => ({
    id,
    fate,
    loss,
    host,
    move_to: moveTo,
    moved_from: movedFrom,
    remains_on: remainsOn,
  }));
  await connection.query(
    `update instances i set host = w.host, move_to = w.move_to, moved_from = w.moved_from, remains_on = w.remains_on,
       -- an empty one does not count as one whose volume is missing, and a copy is not what was given up before
       starts_empty = i.starts_empty and w.fate not in ('gone', 'copy') or coalesce(w.loss = 'all', false),
       loss = coalesce(w.loss, i.loss),
       loss_at = case when w.loss is null then i.loss_at else least(coalesce($2::timestamptz, app_now()), app_now()) end,
       loss_told_at = case when w.loss is null then i.loss_told_at end,
       ready_at = case when w.loss = 'all' then null else i.ready_at end,
       handle = case when w.turns then null else i.handle end,
       endpoint = case when w.turns then null else i.endpoint end,
       config_hash = case when w.turns then null else i.config_hash end,
       failures = case when w.turns then 0 else i.failures end,
       retry_at = case when w.turns then null else i.retry_at end,
       phase = case when w.turns and i.phase in ('running', 'failed') then 'provisioning' else i.phase end,
       phase_reason = case when w.turns and i.phase in ('running', 'failed', 'provisioning') then 'starting' else i.phase_reason end,
       phase_detail = case when w.turns then '' else i.phase_detail end,
       phase_since = case when w.turns and i.phase in ('running', 'failed') then app_now() else i.phase_since end
     from (
       select *, fate not in ('stays', 'copy_forgotten') as turns
       from jsonb_to_recordset($1::jsonb)
         as given(id uuid, fate text, loss text, host text, move_to text, moved_from text, remains_on text)
     ) w
     where i.id = w.id`,
    [JSON.stringify(rows), seenAt],
  );
}

/** Its row goes, and a mark stays. Jobs that only it could take go too, but for computers that were offered to it: any host has those. */
async function leaveList(connection: pg.PoolClient, name: string) {
  await connection.query(
    `insert into lost_hosts (name, seen_at) select name, seen_at from hosts where name = $1
     on conflict (name) do update set lost_at = excluded.lost_at, seen_at = excluded.seen_at`,
    [name],
  );
  await connection.query('delete from hosts where name = $1', [name]);
  await connection.query(`delete from platform_reports where subject = 'walls:' || $1`, [name]);
  const { rows: offered } = await connection.query<{ id: string }>(
    `with gone as (
       delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
       where t.id = j.task_id and split_part(t.identifier, '@', 2) = $1
       returning j.payload ->> 'instanceId' as id
     )
     select i.id from instances i join gone on i.id = gone.id::uuid where i.host is null`,
    [name],
  );
  await addReconcileJobs(
    connection,
    offered.map(({ id }) => id),
  );
}

async function addJobs(connection: pg.PoolClient, changes: readonly Change[], name: string) {
  await addReconcileJobs(
    connection,
    changes.map(({ id }) => id),
  );
  const left = changes.flatMap(({ id, fate, was }) => {
    // An older copy on a host that is silent now goes when that one is back; what was fetched goes where a copy is used instead.
    const on = fate === 'empty' ? was.remainsOn : fate === 'copy' ? was.host : null;
    return on === null || on === name ? [] : [{ id, on }];
  });
  await connection.query(
    `select add_keyed_job('discard@' || on_host, json_build_object('instanceId', id), 'discard:' || id || ':' || on_host)
     from unnest($1::uuid[], $2::text[]) as left_there(id, on_host)`,
    [left.map(({ id }) => id), left.map(({ on }) => on)],
  );
}

const addReconcileJobs = (connection: pg.PoolClient, ids: readonly string[]) =>
  connection.query(
    `select add_keyed_job('reconcile', json_build_object('instanceId', id), 'reconcile:' || id)
     from unnest($1::uuid[]) id`,
    [ids],
  );

const actions: Partial<Record<Fate, AuditDraft['action']>> = {
  empty: 'instance.start_empty',
  empty_here: 'instance.start_empty',
  copy: 'instance.use_copy',
  back: 'instance.take_back_move',
  stays: 'instance.take_back_move',
};

const draftOf =
  (reason: string) =>
  ({ fate, was, id, host, moveTo, movedFrom }: Change): AuditDraft[] => {
    const action = actions[fate];
    if (!action) return [];
    const before = { host: was.host, moveTo: was.moveTo, movedFrom: was.movedFrom };
    return [
      { action, subject: { kind: 'instance', id }, reason, before, after: { host, moveTo, movedFrom } },
    ];
  };
