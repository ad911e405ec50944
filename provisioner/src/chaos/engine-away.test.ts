import pino from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { revokeDays } from '@rockpool/db/ledger/grant';
import { moveClock } from '@rockpool/db/clock';
import { createDockerFleet, type DockerFleet } from '../testing/docker-fleet.ts';
import { describeWithDocker, socketPath, useStandInImage } from '../testing/docker-world.ts';
import { openEngineLink } from '../testing/engine-link.ts';
import { until } from '../testing/until.ts';

describeWithDocker('while no engine answers', (engine) => {
  const image = useStandInImage(engine);
  let fleet: DockerFleet;
  let link: Awaited<ReturnType<typeof openEngineLink>>;
  beforeEach(async () => {
    link = await openEngineLink(socketPath);
    fleet = await createDockerFleet(image());
  });
  afterEach(async () => {
    await fleet.dispose();
    await link.close();
  });

  test('what runs is left alone and said to be out of sight; what time and people want is done when it is back', async () => {
    let said = '';
    const log = pino({ level: 'info' }, { write: (line) => void (said += line) });
    await fleet.start({ log, config: { driver: { ...fleet.driverConfig, socketPath: link.socketPath } } });
    const [kept, ended, killed] = await Promise.all([fleet.claim(), fleet.claim(), fleet.claim()]);
    for (const { id, entitlementId } of [kept, ended, killed]) {
      await fleet.runsOnce(id, 30_000);
      await fleet.dayBegan(entitlementId);
      await fleet.mark(id);
    }
    const before = await fleet.driver.observe(kept.id);

    link.cut();
    const claimed = await fleet.claim();
    await fleet.engine.killContainer(fleet.nameOf(killed.id));
    await revokeDays(fleet.db, { entitlementId: ended.entitlementId, days: 1, key: 'chaos', note: '' });
    // Time passes: by each step somebody looks again, and the pauses grow to a minute.
    for (let i = 0; i < 8; i++) {
      const { failures } = await fleet.row(kept.id);
      await moveClock(fleet.db, { byMs: 60_000 });
      await until('it was looked at', async () => (await fleet.row(kept.id)).failures > failures);
    }
    for (const { id } of [kept, killed, ended])
      expect(await fleet.row(id)).toMatchObject({
        phase: 'running',
        phaseReason: 'driver_unavailable',
        phaseDetail: expect.stringContaining('does not answer'),
      });
    expect(await fleet.reaches(claimed.id, 'failed')).toMatchObject({ phaseReason: 'driver_unavailable' });
    expect((await fleet.row(kept.id)).retryAt!.getTime() - Date.now()).toBeGreaterThan(30_000);

    await until('it is known that the driver is away', () => said.includes('the driver does not answer'));

    link.restore();
    const backAt = Date.now();
    for (const { id } of [kept, killed, claimed])
      await until(`${id} is well`, async () => (await fleet.row(id)).phaseReason === 'ready', 30_000);
    await fleet.reaches(ended.id, 'expired');
    await until('it is stopped', async () => (await fleet.driver.observe(ended.id)).state === 'stopped');
    // Not after the pause, which is a minute by now.
    expect(Date.now() - backAt).toBeLessThan(50_000);
    for (const { id } of [kept, killed, claimed])
      expect(await fleet.runsOnce(id)).toMatchObject({ failures: 0 });
    expect(await fleet.driver.observe(kept.id)).toEqual(before);
    for (const { id } of [kept, ended, killed]) expect(await fleet.isMarked(id)).toBe(true);
  }, 120_000);
});
