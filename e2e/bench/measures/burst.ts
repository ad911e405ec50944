import { claim } from '@rockpool/db/ledger/claim';
import { importedMemberships } from '@rockpool/db/membership/imported';
import type { Figures } from '../measure.ts';
import { userId } from '../members.ts';
import { quantile } from '../samples.ts';
import { createStubWorld } from '../stub-world.ts';
import { until } from '../until.ts';

const users = 300;
const lookEveryMs = 10;

/**
 * So many users press claim at once, each twice: ledger, queue and reconcile with a driver that starts in no time. From the
 * click until the instance runs.
 */
export async function measureBurst(): Promise<Figures> {
  const world = await createStubWorld(users);
  const { db, campaignId, provisioner } = world;
  try {
    await provisioner.tell({ do: 'start' });
    await provisioner.tell({ do: 'reset' });
    const source = importedMemberships(db);
    const { cpuMs: cpuBefore } = await provisioner.tell({ do: 'count' });
    const begun = performance.now();
    const clicks = Array.from({ length: 2 * users }, (_, n) =>
      claim(db, source, { userId: userId(n % users), campaignId }),
    );
    const runningMs = new Map<string, number>();
    await until(
      `${users} instances run`,
      async () => {
        const { rows } = await db.pool.query<{ id: string }>(
          `select id from instances where phase = 'running'`,
        );
        const ms = performance.now() - begun;
        for (const { id } of rows) if (!runningMs.has(id)) runningMs.set(id, ms);
        return runningMs.size === users || undefined;
      },
      { everyMs: lookEveryMs, timeoutMs: 60_000 },
    );
    const claimed = await Promise.all(clicks);
    const { counts, cpuMs } = await provisioner.tell({ do: 'count' });
    const instances = new Set(claimed.map((each) => each.kind === 'claimed' && each.instanceId));
    const entries = await db.dayEntry.count();
    if (instances.size !== users || entries !== users || counts.starts !== users || counts.alive !== users)
      throw new Error(
        `${users} users: ${instances.size} instances, ${entries} grants, ${counts.starts} starts, ${counts.alive} alive`,
      );
    const samples = [...runningMs.values()];
    return {
      figures: { 'claims.burst300P90Ms': quantile(samples, 0.9) },
      notes: [
        `${users} users, two clicks each, 0 doubles, 0 stuck; p50 ${Math.round(quantile(samples, 0.5))} ms, last ${Math.round(quantile(samples, 1))} ms; CPU of the provisioner ${Math.round(cpuMs - cpuBefore)} ms`,
      ],
      samples: { runningMs: samples },
    };
  } finally {
    await world.close();
  }
}
