import { claim } from '@rockpool/db/ledger/claim';
import { importedMemberships } from '@rockpool/db/membership/imported';
import type { Figures } from '../measure.ts';
import { userId } from '../members.ts';
import { quantile } from '../samples.ts';
import { createStubWorld, type StubWorld } from '../stub-world.ts';
import { until } from '../until.ts';

const users = 300;
/** as many of them press twice */
const impatient = 30;
/** users before them, so that the programs have run what is measured */
const earlier = 30;
const lookEveryMs = 25;

/**
 * So many users press claim at once: ledger, queue and reconcile with a driver that starts in no time. From the click until
 * the instance runs.
 */
export async function measureBurst(): Promise<Figures> {
  const world = await createStubWorld(users + earlier);
  const { provisioner } = world;
  try {
    await provisioner.tell({ do: 'start' });
    await claimAll(world, users, earlier, 0);
    const { cpuMs: cpuBefore } = await provisioner.tell({ do: 'count' });
    const samples = await claimAll(world, 0, users, impatient);
    const { counts, cpuMs } = await provisioner.tell({ do: 'count' });
    const entries = await world.db.dayEntry.count();
    const all = users + earlier;
    if (entries !== all || counts.starts !== all || counts.alive !== all)
      throw new Error(`${all} users: ${entries} grants, ${counts.starts} starts, ${counts.alive} alive`);
    return {
      figures: { 'claims.burst300P90Ms': quantile(samples, 0.9) },
      notes: [
        `${users} users, ${impatient} of them click twice, 0 doubles, 0 stuck; p50 ${Math.round(quantile(samples, 0.5))} ms, last ${Math.round(quantile(samples, 1))} ms; CPU of the provisioner ${Math.round(cpuMs - cpuBefore)} ms`,
      ],
      samples: { runningMs: samples },
    };
  } finally {
    await world.close();
  }
}

/** `count` users from `first` on click at once, `twice` of them two times. Returns the ms of each until its instance ran. */
async function claimAll(
  { db, campaignId }: StubWorld,
  first: number,
  count: number,
  twice: number,
): Promise<number[]> {
  const source = importedMemberships(db);
  const begun = performance.now();
  const clicks = Array.from({ length: count + twice }, (_, n) =>
    claim(db, source, { userId: userId(first + (n % count)), campaignId }),
  );
  const users = Array.from({ length: count }, (_, n) => userId(first + n));
  const runningMs = new Map<string, number>();
  await until(
    `${count} instances run`,
    async () => {
      const { rows } = await db.pool.query<{ id: string }>(
        `select id from instances where phase = 'running' and user_id = any($1::uuid[])`,
        [users],
      );
      const ms = performance.now() - begun;
      for (const { id } of rows) if (!runningMs.has(id)) runningMs.set(id, ms);
      return runningMs.size === count || undefined;
    },
    { everyMs: lookEveryMs, timeoutMs: 60_000 },
  );
  const claimed = await Promise.all(clicks);
  const instances = new Set(claimed.map((each) => each.kind === 'claimed' && each.instanceId));
  if (instances.size !== count) throw new Error(`${count} users have ${instances.size} instances`);
  return [...runningMs.values()];
}
