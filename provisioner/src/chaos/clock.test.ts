import { afterEach, beforeEach, expect, test } from 'vitest';
import { moveClock } from '@rockpool/db/clock';
import { label } from '../drivers/docker/names.ts';
import { createDockerFleet, type DockerFleet } from '../testing/docker-fleet.ts';
import { describeWithDocker, useStandInImage } from '../testing/docker-world.ts';
import { until } from '../testing/until.ts';

const dayMs = 86_400_000;

describeWithDocker("when the service's clock jumps", (engine) => {
  const image = useStandInImage(engine);
  let fleet: DockerFleet;
  const watching = new AbortController();
  beforeEach(async () => {
    fleet = await createDockerFleet(image());
  });
  afterEach(async () => {
    watching.abort();
    await fleet.dispose();
  });

  test('beyond the expiry and back, again and again, everybody is stopped and started once for each', async () => {
    const happened: Record<string, string[]> = {};
    const ours = { [label.installation]: fleet.installation };
    const events = engine.events(['start', 'die'], ours, watching.signal);
    await events.next();
    void (async () => {
      for await (const event of events)
        if (event !== 'connected') (happened[event.labels[label.instance]!] ??= []).push(event.action);
    })();
    await fleet.start();
    const claims = await Promise.all(Array.from({ length: 3 }, () => fleet.claim()));
    for (const { id, entitlementId } of claims) {
      await fleet.runsOnce(id, 30_000);
      await fleet.dayBegan(entitlementId);
      await fleet.mark(id);
    }

    for (const back of ['reset', { byMs: -40 * dayMs }] as const) {
      await moveClock(fleet.db, { byMs: 2 * dayMs });
      for (const { id } of claims) {
        await fleet.reaches(id, 'expired', 30_000);
        await until('it is stopped', async () => (await fleet.driver.observe(id)).state === 'stopped');
      }
      await moveClock(fleet.db, back);
      for (const { id } of claims) {
        await fleet.reaches(id, 'running', 30_000);
        expect(await fleet.runsOnce(id)).toMatchObject({ phaseReason: 'ready', failures: 0, retryAt: null });
      }
      await moveClock(fleet.db, 'reset');
    }
    for (const { id } of claims) {
      await until('the queue is quiet', async () => (await fleet.jobsOf(id)).join() === `wake:${id}`);
      expect(await fleet.row(id)).toMatchObject({ phase: 'running', phaseReason: 'ready' });
      expect(happened[id]).toEqual(['start', 'die', 'start', 'die', 'start']);
      expect(await fleet.isMarked(id)).toBe(true);
    }
  }, 120_000);
});
