import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { appNow } from '@rockpool/db/clock';
import { addReconcileJob } from '@rockpool/db/jobs';
import { grantDays, revokeDays } from '@rockpool/db/ledger/grant';
import { createDockerFleet, type DockerFleet } from '../testing/docker-fleet.ts';
import { describeWithDocker, useStandInImage } from '../testing/docker-world.ts';
import { randomFrom } from '../testing/random.ts';
import { killAllStanding, startProcess } from '../testing/standing-provisioner.ts';
import { until } from '../testing/until.ts';

const seed = 20_260_301;
const wishes = 60;

describeWithDocker('two provisioners on one engine', (engine) => {
  const image = useStandInImage(engine);
  let fleet: DockerFleet;
  beforeEach(async () => {
    fleet = await createDockerFleet(image());
  });
  afterEach(() => fleet.dispose());
  afterAll(killAllStanding);

  test(`race for six instances with ${wishes} wishes at random (seed ${seed}): each ends as it is wanted, one container, no volume lost`, async () => {
    const random = randomFrom(seed);
    const other = startProcess(fleet.env, null);
    await fleet.start();
    const claims = await Promise.all(Array.from({ length: 6 }, () => fleet.claim()));
    for (const { id, entitlementId } of claims) {
      await fleet.runsOnce(id, 60_000);
      await fleet.dayBegan(entitlementId);
      await fleet.mark(id);
    }

    for (let i = 0; i < wishes; i++) {
      const { id, entitlementId } = claims[Math.floor(random() * claims.length)]!;
      const day = { entitlementId, days: 1, key: String(i), note: '' };
      const kind = Math.floor(random() * 4);
      if (kind === 0) await revokeDays(fleet.db, day);
      if (kind === 1) await grantDays(fleet.db, day);
      if (kind === 2) await fleet.db.instance.update({ where: { id }, data: { restarts: { increment: 1 } } });
      await addReconcileJob(fleet.db, id);
      // Lets them begin, and meets them in mid-change.
      const { observedAt } = await fleet.row(id);
      const patienceMs = Math.floor(random() * 200);
      await until(
        'one of them looked',
        async () => {
          const row = await fleet.row(id);
          return row.observedAt?.getTime() !== observedAt?.getTime();
        },
        patienceMs,
      ).catch(() => {});
    }

    for (const { id, entitlementId } of claims) {
      const { expiresAt } = await fleet.db.entitlement.findUniqueOrThrow({ where: { id: entitlementId } });
      const wanted = (await appNow(fleet.db)) < expiresAt! ? 'running' : 'expired';
      const row = await until(
        `${id} is ${wanted} and quiet`,
        async () => {
          const seen = await fleet.row(id);
          const jobs = await fleet.jobsOf(id);
          const isSettled = seen.restartsSeen === seen.restarts && jobs.join() === `wake:${id}`;
          return seen.phase === wanted && isSettled ? seen : null;
        },
        60_000,
      );
      expect(row).toMatchObject({ failures: 0, phaseReason: wanted === 'running' ? 'ready' : 'expired' });
      if (wanted === 'running') {
        await fleet.runsOnce(id);
        expect(await fleet.driver.observe(id)).toMatchObject({ restarts: row.restarts });
      } else {
        await until('it is stopped', async () => (await fleet.driver.observe(id)).state === 'stopped');
        expect((await fleet.traces(id)).sort()).toEqual(['container', 'network', 'volume']);
      }
      expect(await fleet.isMarked(id)).toBe(true);
    }
    await other.kill();
  }, 180_000);
});
