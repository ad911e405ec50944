/** What the database knows about this host's instances and its queue, read at every scrape. Without an answer the series are absent. */
import { Gauge, type Registry } from 'prom-client';
import type { Db } from '@rockpool/db/client';
import { reading } from './reading.ts';

/** Prometheus gives a scrape ten seconds by default. */
const patienceMs = 3_000;

type QueueRow = { task: string; due: number; under_way: number; given_up: number; oldest: number | null };
type Reading = {
  phases: { phase: string; host: string; count: number }[];
  queue: QueueRow[];
  overdue: Overdue;
};
type Overdue = { instances: number; seconds: number | null };

export function registerDatabaseMetrics(registry: Registry, db: Db, host: string): void {
  const read = reading(patienceMs, async (): Promise<Reading> => {
    const [phases, queue, overdue] = await Promise.all([
      readPhases(db, host),
      readQueue(db, host),
      readOverdue(db, host),
    ]);
    return { phases, queue, overdue };
  });
  const gauge = (
    name: string,
    help: string,
    labelNames: string[],
    show: (gauge: Gauge, values: Reading) => void,
  ) =>
    new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      async collect() {
        const values = await read();
        this.reset();
        // without labels a reset leaves a 0, as if all were well
        if (labelNames.length === 0) this.remove();
        if (values !== null) show(this, values);
      },
    });

  new Gauge({
    name: 'rockpool_database_up',
    help: '1 when the database answered this scrape.',
    registers: [registry],
    async collect() {
      this.set((await read()) === null ? 0 : 1);
    },
  });
  gauge(
    'rockpool_instances',
    'Instances by phase: those of this host, and those of none (host="").',
    ['phase', 'host'],
    (it, { phases }) => {
      for (const { count, ...labels } of phases) it.set(labels, count);
    },
  );
  gauge(
    'rockpool_jobs',
    'Jobs by task: due and waiting for a hand, under way, or given up after too many tries.',
    ['task', 'state'],
    (it, { queue }) => {
      for (const { task, due, under_way, given_up } of queue) {
        it.set({ task, state: 'due' }, due);
        it.set({ task, state: 'under_way' }, under_way);
        it.set({ task, state: 'given_up' }, given_up);
      }
    },
  );
  gauge(
    'rockpool_job_oldest_seconds',
    'How long the oldest due job has been waiting for a hand; 0 when none waits.',
    ['task'],
    (it, { queue }) => {
      for (const { task, oldest } of queue) it.set({ task }, Math.max(0, oldest ?? 0));
    },
  );
  gauge(
    'rockpool_expiry_overdue_instances',
    'Instances that still run although the last of their days is over.',
    [],
    (it, { overdue }) => it.set(overdue.instances),
  );
  gauge(
    'rockpool_expiry_overdue_seconds',
    'How long the last day of the most overdue of them has been over; 0 when there is none.',
    [],
    (it, { overdue }) => it.set(overdue.seconds ?? 0),
  );
}

async function readPhases(db: Db, host: string): Promise<Reading['phases']> {
  const groups = await db.instance.groupBy({
    by: ['phase', 'host'],
    where: { OR: [{ host }, { host: null }] },
    _count: true,
  });
  return groups.map(({ phase, host: home, _count }) => ({ phase, host: home ?? '', count: _count }));
}

/**
 * Jobs of this host and of none, by their task without the host. Every task has its row, also one without jobs, so that no series
 * ends while an alert looks at it.
 */
function readQueue(db: Db, host: string): Promise<QueueRow[]> {
  return db.$queryRaw<QueueRow[]>`
    select split_part(t.identifier, '@', 1) as task,
      (count(j.id) filter (where waits.now))::int as due,
      (count(j.id) filter (where j.locked_at is not null))::int as under_way,
      (count(j.id) filter (where j.attempts >= j.max_attempts))::int as given_up,
      (extract(epoch from now() - min(j.run_at) filter (where waits.now)))::float8 as oldest
    from graphile_worker._private_tasks t
      left join graphile_worker._private_jobs j on j.task_id = t.id
      left join lateral (
        select j.run_at <= now() and j.locked_at is null and j.attempts < j.max_attempts as now
      ) waits on true
    where split_part(t.identifier, '@', 2) in ('', ${host})
    group by 1`;
}

async function readOverdue(db: Db, host: string): Promise<Overdue> {
  const [row] = await db.$queryRaw<Overdue[]>`
    select count(*)::int as instances, max(extract(epoch from app_now() - ended))::float8 as seconds
    from (
      select max(e.expires_at) as ended
      from instances i join entitlements e on e.user_id = i.user_id
      where i.phase in ('provisioning', 'running') and (i.host = ${host} or i.host is null)
      group by i.id
      having bool_and(e.expires_at is not null and e.expires_at <= app_now())
    ) late`;
  return row!;
}
