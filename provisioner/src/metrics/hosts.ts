/** What the database knows of all hosts, told by each of them: whoever is left tells of one that is silent. */
import { Gauge, type Registry } from 'prom-client';
import type { Db } from '@rockpool/db/client';
import { reading } from './reading.ts';

const patienceMs = 3_000;

type HostRow = { host: string; silent: number | null; places: number | null; taken: number };

export function registerHostMetrics(registry: Registry, db: Db): void {
  const read = reading(patienceMs, async () => {
    const [hosts, [waiting]] = await Promise.all([
      db.$queryRaw<HostRow[]>`
        select name as host, extract(epoch from app_now() - seen_at)::float8 as silent, capacity as places,
          places_taken(name) as taken
        from hosts`,
      db.$queryRaw<{ count: number }[]>`
        select count(*)::int as count from instances where host is null and phase_reason = 'no_room'`,
    ]);
    return { hosts, waiting: waiting!.count };
  });
  const gauge = (name: string, help: string, value: (row: HostRow) => number | null) =>
    new Gauge({
      name,
      help,
      labelNames: ['host'],
      registers: [registry],
      async collect() {
        const values = await read();
        this.reset();
        for (const row of values?.hosts ?? []) {
          const known = value(row);
          if (known !== null) this.set({ host: row.host }, known);
        }
      },
    });
  gauge(
    'rockpool_host_silent_seconds',
    'Since a provisioner of this host last told that it is there.',
    ({ silent }) => silent,
  );
  gauge(
    'rockpool_host_places',
    'Computers that may live on this host; absent without a limit.',
    ({ places }) => places,
  );
  gauge(
    'rockpool_host_places_taken',
    'Computers that live on this host, running or stopped, or are about to.',
    ({ taken }) => taken,
  );
  new Gauge({
    name: 'rockpool_waiting_for_room',
    help: 'Computers that are to run and that no host has room for.',
    registers: [registry],
    async collect() {
      const values = await read();
      if (values === null) this.remove();
      else this.set(values.waiting);
    },
  });
}
