import { seal } from '@rockpool/db/secrets';
import type { Figures } from '../measure.ts';
import { userId } from '../members.ts';
import { createStubWorld, type StubWorld } from '../stub-world.ts';
import type { StubReport } from '../stub-provisioner.ts';
import { until } from '../until.ts';

const instances = 10_000;
const drifted = 100;

/**
 * A new provisioner finds a fleet that runs, all of it set up, some of it with changed files: until every instance has been
 * looked at and put right. Beside it, the sweep that finds nothing to do.
 */
export async function measureSweep(): Promise<Figures> {
  const world = await createStubWorld(instances);
  const { provisioner } = world;
  try {
    await addInstances(world);
    await provisioner.tell({ do: 'start' });
    const started = await allLookedAt(world, (counts) => counts.alive === instances);
    await provisioner.tell({ do: 'stop' });
    await provisioner.tell({ do: 'reset' });
    await provisioner.tell({ do: 'drift', instances: drifted });

    const { cpuMs: cpuBefore } = await provisioner.tell({ do: 'count' });
    const begun = performance.now();
    await provisioner.tell({ do: 'start' });
    const { counts, cpuMs } = (await allLookedAt(world, (seen) => seen.observed === instances)).report;
    const sweepMs = performance.now() - begun;
    if (counts.rewrites !== drifted || counts.starts + counts.stops + counts.destroys > 0)
      throw new Error(`${drifted} had changed files, and this was done: ${JSON.stringify(counts)}`);
    const idleMs = await timeSweep(world);
    return {
      figures: { 'sweep.tenThousandMs': sweepMs },
      notes: [
        `${drifted} with changed files, all put right, no other touched; ${(sweepMs / instances).toFixed(2)} ms an instance, ${((cpuMs - cpuBefore) / instances).toFixed(2)} ms of them CPU of the provisioner`,
        `a sweep with nothing to do ${Math.round(idleMs)} ms; ${instances.toLocaleString('en')} first starts ${Math.round(started.ms / 1000)} s`,
      ],
      samples: { sweepMs: [sweepMs], idleMs: [idleMs] },
    };
  } finally {
    await world.close();
  }
}

/** Set up and answered once, so that each is looked at as often as an instance in use. */
async function addInstances({ db, keys, campaignId }: StubWorld): Promise<void> {
  const ids = Array.from({ length: instances }, (_, n) => userId(n));
  const sealed = (purpose: 'model-key' | 'channel-secret') =>
    ids.map((instanceId) => seal(keys, 'sk-sandbox-bench', { purpose, instanceId }));
  await db.$transaction([
    db.$executeRaw`
      insert into entitlements (id, user_id, campaign_id, phone, granted_days, grants, started_at, expires_at)
      select gen_random_uuid(), id, ${campaignId}::uuid, phone, 7, 1, app_now(), app_now() + interval '7 days' from users`,
    db.$executeRaw`insert into instances (id, user_id, verified_at) select id, id, app_now() from users`,
    db.$executeRaw`
      insert into model_settings (instance_id, preset, base_url, model, key_sealed, accepted_at)
      select id, 'custom', 'https://models.example.com/v1', 'm', key, app_now()
      from unnest(${ids}::uuid[], ${sealed('model-key')}::text[]) as s(id, key)`,
    db.$executeRaw`
      insert into channel_settings (id, instance_id, channel, app_id, secret_sealed, origin, owner_id, accepted_at)
      select id, id, 'feishu', 'cli_' || id, secret, 'scan', 'ou_owner', app_now()
      from unnest(${ids}::uuid[], ${sealed('channel-secret')}::text[]) as s(id, secret)`,
  ]);
  await db.pool.query('vacuum analyze');
}

/** No wish of any instance waits or is under way, and what the driver counted is as it should be. */
function allLookedAt(
  { db, provisioner }: StubWorld,
  isDone: (counts: StubReport['counts']) => boolean,
): Promise<{ report: StubReport; ms: number }> {
  const begun = performance.now();
  return until(
    'every instance is looked at',
    async () => {
      const { rows } = await db.pool.query<{ n: number }>(
        `select count(*)::int as n from graphile_worker._private_jobs where key like 'reconcile:%'`,
      );
      const report = await provisioner.tell({ do: 'count' });
      if (rows[0]?.n !== 0 || !isDone(report.counts)) return undefined;
      return { report, ms: performance.now() - begun };
    },
    { everyMs: 100, timeoutMs: 300_000 },
  );
}

/** From the job's insertion until it is gone. */
async function timeSweep({ db }: StubWorld): Promise<number> {
  const waits = async () => {
    const { rows } = await db.pool.query(`select from graphile_worker._private_jobs where key like 'sweep%'`);
    return rows.length === 0 || undefined;
  };
  await until('the planned sweep is over', waits);
  const begun = performance.now();
  await db.pool.query(`select graphile_worker.add_job('sweep', job_key => 'sweep')`);
  await until('the sweep is over', waits);
  return performance.now() - begun;
}
