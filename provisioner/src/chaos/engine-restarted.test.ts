import { afterAll, beforeAll, expect, test } from 'vitest';
import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { moveClock } from '@rockpool/db/clock';
import { createDockerFleet, type DockerFleet } from '../testing/docker-fleet.ts';
import { describeWithDocker, useStandInImage } from '../testing/docker-world.ts';
import { openPrivateEngine, type PrivateEngine } from '../testing/private-engine.ts';
import { until } from '../testing/until.ts';

const patienceMs = 60_000;

describeWithDocker('an engine with ten tenants', (engine) => {
  const image = useStandInImage(engine);
  let own: PrivateEngine;
  let fleet: DockerFleet;
  let claims: { id: string; entitlementId: string }[];
  beforeAll(async () => {
    own = await openPrivateEngine();
    await own.load(image());
    fleet = await createDockerFleet(image(), own);
    await fleet.start();
    claims = await Promise.all(Array.from({ length: 10 }, () => fleet.claim()));
    for (const { id, entitlementId } of claims) {
      await fleet.runsOnce(id, patienceMs);
      await fleet.dayBegan(entitlementId);
      await fleet.mark(id);
    }
  }, 120_000);
  afterAll(async () => {
    try {
      await fleet?.dispose();
    } finally {
      await own?.close();
    }
  });

  // An engine needs root.
  test.skipIf(process.getuid?.() !== 0).each(['SIGTERM', 'SIGKILL'] as const)(
    'that is ended by %s: all are called running and out of sight, and run again once it is back, few at a time',
    async (signal) => {
      await own.end(signal);
      // What runs is looked at once a minute.
      await moveClock(fleet.db, { byMs: 60_000 });
      for (const { id } of claims)
        await until('it is said', async () => (await fleet.row(id)).phaseReason === 'driver_unavailable');
      for (const { id } of claims) expect((await fleet.row(id)).phase).toBe('running');

      const watching = new AbortController();
      await own.start();
      const backAt = Date.now();
      const startsAtOnce = watchStarts(watching.signal);
      for (const { id } of claims)
        await until('it is well', async () => (await fleet.row(id)).phaseReason === 'ready', patienceMs);
      for (const { id } of claims) {
        expect(await fleet.runsOnce(id)).toMatchObject({ failures: 0 });
        expect(await fleet.isMarked(id)).toBe(true);
      }
      expect(Date.now() - backAt).toBeLessThan(patienceMs);
      watching.abort();
      expect(await startsAtOnce).toBeLessThanOrEqual(2 * availableParallelism());
      expect(await fleet.traces()).toHaveLength(30);
    },
    2 * patienceMs,
  );

  /** How many were being started at most at a time. */
  async function watchStarts(signal: AbortSignal): Promise<number> {
    let most = 0;
    while (!signal.aborted) {
      const starting = await fleet.db.instance.count({ where: { phase: 'provisioning' } });
      most = Math.max(most, starting);
      await delay(20);
    }
    return most;
  }
});
