/** What the status page looks at. Sums only: nobody's computer, and nothing of what keeps them apart. */
import type { Db } from '@rockpool/db/client';
import { judgeStatus, type Status, type StatusFacts } from './judge-status.ts';

/** `at`: time of the look, by the service's clock where that can be asked */
export type StatusLook = Status & { at: string };

const patienceMs = 3_000;
/** everybody reloads it when something is wrong, which is no time for more questions than needed */
const rememberedMs = 2_000;

type Row = {
  now: Date;
  silent_ms: number | null;
  ready: number;
  failed: number;
  slow: number;
  connected: number;
  away: number;
};

/** Never throws. Calls within two seconds share one look. */
export function statusReader(db: () => Db): () => Promise<StatusLook> {
  let known: { look: Promise<StatusLook>; until: number } | undefined;
  return () => {
    if (!known || performance.now() > known.until)
      known = { look: look(db()), until: performance.now() + rememberedMs };
    return known.look;
  };
}

async function look(db: Db): Promise<StatusLook> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), patienceMs);
  });
  const row = await Promise.race([readRow(db).catch(() => null), late]);
  clearTimeout(timer);
  return { ...judgeStatus({ seen: row && factsOf(row) }), at: (row?.now ?? new Date()).toISOString() };
}

function factsOf(row: Row): StatusFacts['seen'] {
  const { ready, failed, slow, connected, away } = row;
  return {
    provisionerSilentMs: row.silent_ms,
    starts: { ready, failed, slow },
    bots: { connected, away },
  };
}

/** A start that the subscriber's own settings prevent is not the platform's; neither is a bot that its platform refuses. */
async function readRow(db: Db): Promise<Row | null> {
  const [row] = await db.$queryRaw<Row[]>`
    select app_now() as now,
      (select extract(epoch from app_now() - at) * 1000 from platform_reports where subject = 'provisioner')::float8
        as silent_ms,
      (count(*) filter (where i.ready_at > app_now() - interval '15 minutes'))::int as ready,
      (count(*) filter (
        where i.phase = 'failed' and i.phase_reason in ('start_failed', 'driver_unavailable')
          and greatest(i.phase_since, i.retry_at) > app_now() - interval '15 minutes'
      ))::int as failed,
      (count(*) filter (where i.phase = 'provisioning' and i.phase_since < app_now() - interval '1 minute'))::int as slow,
      coalesce(sum(c.connected) filter (where i.phase = 'running'), 0)::int as connected,
      coalesce(sum(c.away) filter (where i.phase = 'running'), 0)::int as away
    from instances i
      left join lateral (
        select count(*) filter (where s->>'state' = 'connected') as connected,
          count(*) filter (
            where s->>'state' <> 'connected' and s->>'code' in ('unreachable', 'connection_lost', 'busy')
          ) as away
        from jsonb_array_elements(i.channel_status) s
      ) c on true
    where i.phase <> 'removed'`;
  return row ?? null;
}
