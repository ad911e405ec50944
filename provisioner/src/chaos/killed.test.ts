/**
 * A provisioner that is killed with `kill -9` between any two of its steps on a Docker engine, and what the next one makes of
 * it. Each life is ended four times; every moment of a start, a restart, a stop and a removal is among them.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { moveClock } from '@rockpool/db/clock';
import { addReconcileJob } from '@rockpool/db/jobs';
import { createDockerFleet, type DockerFleet } from '../testing/docker-fleet.ts';
import { describeWithDocker, useStandInImage } from '../testing/docker-world.ts';
import { diesAt, killAllStanding } from '../testing/standing-provisioner.ts';
import { until } from '../testing/until.ts';

const dayMs = 86_400_000;
/** Five lives share two cores. */
const patienceMs = 60_000;

const lives = [
  ['recorded start', 'recorded restart', 'recorded stop', 'recorded destroy'],
  ['volume made', 'stop recorded', 'stop recorded', 'container removed'],
  ['network made', 'program stopped', 'program stopped', 'network removed'],
  ['old container removed', 'old container removed', 'acted stop', 'acted destroy'],
  ['container made', 'program started', 'recorded nothing', 'recorded nothing'],
  ['attached', 'acted restart', 'wake planned', 'wake planned'],
] as const;
const starts = [
  'program started',
  'files delivered',
  'acted start',
  'recorded wait',
  'recorded nothing',
  'wake planned',
];

describeWithDocker('a provisioner killed on Docker', (engine) => {
  const image = useStandInImage(engine);
  // One that answers at the first look is not waited for.
  const slowImage = useStandInImage(engine, 'RUN touch /opt/rockpool/slow-start');
  afterAll(killAllStanding);

  describe.concurrent('is followed by one that makes no twin, loses nothing and leaves nothing', () => {
    test.each(lives)(
      'at "%s", in a restart at "%s", in a stop at "%s", in a removal at "%s"',
      async (start, restart, stop, removal) => {
        await using fleet = await aFleet(image());
        const { id, service } = await startsAfter(fleet, start);
        await fleet.mark(id);
        await fleet.stop(service);

        await fleet.db.instance.update({ where: { id }, data: { restarts: 1 } });
        await addReconcileJob(fleet.db, id);
        await diesAt(fleet.env, restart);
        const second = await fleet.start();
        await until('it was restarted', async () => (await fleet.row(id)).restartsSeen === 1, patienceMs);
        expect(await fleet.runsOnce(id, patienceMs)).toMatchObject({ failures: 0 });
        expect(await fleet.driver.observe(id)).toMatchObject({ restarts: 1 });
        expect(await fleet.isMarked(id)).toBe(true);
        await fleet.stop(second);

        await moveClock(fleet.db, { byMs: 2 * dayMs });
        await diesAt(fleet.env, stop);
        const third = await fleet.start();
        await fleet.reaches(id, 'expired', patienceMs);
        await until(
          'it is stopped',
          async () => (await fleet.driver.observe(id)).state === 'stopped',
          patienceMs,
        );
        expect((await fleet.traces(id)).sort()).toEqual(['container', ...fleet.disk, 'network', 'volume']);
        expect(await fleet.isMarked(id)).toBe(true);
        await fleet.stop(third);

        await moveClock(fleet.db, { byMs: 200 * dayMs });
        await diesAt(fleet.env, removal);
        await fleet.start();
        await fleet.reaches(id, 'removed', patienceMs);
        expect(await fleet.driver.observe(id)).toEqual({ state: 'absent' });
        expect(await fleet.traces()).toEqual([]);
      },
      4 * patienceMs,
    );

    test.each(starts)(
      'at "%s"',
      async (start) => {
        await using fleet = await aFleet(start === 'recorded wait' ? slowImage() : image());
        await startsAfter(fleet, start);
      },
      2 * patienceMs,
    );
  });
});

async function startsAfter(fleet: DockerFleet, moment: string) {
  const { id, entitlementId } = await fleet.claim();
  await diesAt(fleet.env, moment);
  const service = await fleet.start();
  const handle = fleet.driver.handleOf(id);
  expect(await fleet.runsOnce(id, patienceMs)).toMatchObject({ failures: 0, handle });
  await fleet.dayBegan(entitlementId);
  return { id, service };
}

async function aFleet(image: string) {
  const fleet = await createDockerFleet(image, { withDisks: true });
  return { ...fleet, [Symbol.asyncDispose]: fleet.dispose };
}
