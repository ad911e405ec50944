/** A provisioner that is killed with `kill -9` between any two of its steps, and what the next one makes of it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addReconcileJob } from '@rockpool/db/jobs';
import { moveClock } from '@rockpool/db/clock';
import { killAllStanding, standsAt as stands } from './testing/standing-provisioner.ts';
import { until } from './testing/until.ts';
import { createWorld, type World } from './testing/world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.dispose());

afterEach(killAllStanding);

const standsAt = (moment: string) => stands(world.env, moment);
const diesAt = async (moment: string) => (await standsAt(moment))();

const runsOnce = async (id: string) => {
  const row = await world.reaches(id, 'running');
  expect(await world.programs(id)).toHaveLength(1);
  return row;
};

describe('killed while it starts an instance', () => {
  test.each([
    'recorded start',
    'files written',
    'start recorded',
    'program started',
    'acted start',
    'recorded wait',
    'recorded nothing',
    'wake planned',
  ])('at "%s": another provisioner carries on at once and makes no twin', async (moment) => {
    const { id, entitlementId } = await world.claim();
    // a program that answers at the first look is not waited for
    if (moment === 'recorded wait') await world.startsSlowly();
    await diesAt(moment);
    const begun = Date.now();
    await world.start();
    const row = await runsOnce(id);
    expect(Date.now() - begun).toBeLessThan(30_000);
    expect(row).toMatchObject({ failures: 0, handle: `process:${id}` });
    await until('the first day began', async () => {
      const entitlement = await world.db.entitlement.findUniqueOrThrow({ where: { id: entitlementId } });
      return entitlement.startedAt !== null;
    });
  });

  test('a provisioner that runs already waits while the other lives, and takes over within seconds when it dies', async () => {
    const { id } = await world.claim();
    const kill = await standsAt('program started');
    await world.start();
    await until('the wish waits for the lock', async () => {
      const rows = await world.db.$queryRaw<{ n: number }[]>`
        select count(*)::int as n from graphile_worker._private_jobs
        where key = ${`reconcile:${id}`} and run_at > created_at`;
      return rows[0]?.n === 1;
    });
    expect(await world.programs(id)).toHaveLength(1);
    const begun = Date.now();
    await kill();
    await runsOnce(id);
    expect(Date.now() - begun).toBeLessThan(20_000);
  });
});

describe('killed while it ends an instance', () => {
  test.each(['recorded stop', 'stop recorded', 'acted stop', 'recorded nothing'])(
    'at "%s": it ends up expired and stopped, its volume kept',
    async (moment) => {
      const { id } = await world.claim();
      const service = await world.start();
      await runsOnce(id);
      await until(
        'the day began',
        async () => (await world.db.entitlement.findFirst({ where: { startedAt: { not: null } } })) !== null,
      );
      await world.stop(service);
      await moveClock(world.db, { byMs: 2 * 86_400_000 });
      await diesAt(moment);
      await world.start();
      await world.reaches(id, 'expired');
      await until('it is stopped', async () => (await world.driver.observe(id)).state === 'stopped');
      expect(await world.programs(id)).toEqual([]);
    },
  );
});

describe('killed while it removes an instance', () => {
  test.each(['recorded destroy', 'volume set aside', 'acted destroy'])(
    'at "%s": it ends up removed',
    async (moment) => {
      const { id } = await world.claim();
      const service = await world.start();
      await runsOnce(id);
      await until(
        'the day began',
        async () => (await world.db.entitlement.findFirst({ where: { startedAt: { not: null } } })) !== null,
      );
      await world.stop(service);
      await moveClock(world.db, { byMs: 200 * 86_400_000 });
      await diesAt(moment);
      await world.start();
      await world.reaches(id, 'removed');
      expect(await world.driver.observe(id)).toEqual({ state: 'absent' });
      expect(await world.programs(id)).toEqual([]);
    },
  );
});

describe('killed while it restarts an instance', () => {
  test.each(['recorded restart', 'stop recorded', 'start recorded', 'program started', 'acted restart'])(
    'at "%s": one program runs, of the restart that was asked for',
    async (moment) => {
      const { id } = await world.claim();
      const service = await world.start();
      await runsOnce(id);
      await world.stop(service);
      const [pid] = await world.programs(id);
      await world.db.instance.update({ where: { id }, data: { restarts: 1 } });
      await addReconcileJob(world.db, id);
      await diesAt(moment);
      await world.start();
      await until('it was restarted', async () => {
        const row = await world.row(id);
        return row.restartsSeen === 1 && row.phase === 'running';
      });
      const programs = await world.programs(id);
      expect(programs).toHaveLength(1);
      expect(programs).not.toEqual([pid]);
      expect(await world.driver.observe(id)).toMatchObject({ restarts: 1 });
    },
  );
});
