/** Whole moves between two hosts with real programs and volumes. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { moveClock } from '@rockpool/db/clock';
import { addReconcileJob } from '@rockpool/db/jobs';
import { grantDays } from '@rockpool/db/ledger/grant';
import { killAllStanding } from '../testing/standing-provisioner.ts';
import { createTwoHosts, type TwoHosts } from '../testing/two-hosts.ts';
import { until } from '../testing/until.ts';

const dayMs = 86_400_000;
let two: TwoHosts;
beforeEach(async () => {
  two = await createTwoHosts();
  await two.startHost('a');
});
afterEach(async () => {
  killAllStanding();
  await two.dispose();
});

const phasesOf = async (id: string) =>
  (
    await two.db.$queryRaw<{ phase: string; reason: string }[]>`
    select phase, reason from instance_phases where instance_id = ${id}::uuid order by id`
  ).map(({ phase, reason }) => `${phase} ${reason}`);

/** The other host has begun to fetch and was killed there. */
async function cutOff(id: string) {
  await two.wish(id, 'b');
  await two.diesAt('b', 'import begun');
  expect(await two.row(id)).toMatchObject({ host: 'b', movedFrom: 'a', phaseReason: 'moving' });
}

test('one that runs is there with all it has, and nothing stays behind', async () => {
  const { id, entitlementId } = await two.computer();
  const before = await two.contentOf('a', id);
  const { expiresAt } = await two.db.entitlement.findUniqueOrThrow({ where: { id: entitlementId } });
  await two.startHost('b');
  await two.wish(id, 'b');
  const row = await two.settlesOn('b', id);
  expect(await two.contentOf('b', id)).toEqual(before);
  expect(row).toMatchObject({ failures: 0, phaseReason: 'ready', phaseDetail: '' });
  const endpoint = `${two.hosts.b.address}/gateways/${id}`;
  expect(row).toMatchObject({ endpoint });
  expect(await phasesOf(id)).toContain('provisioning moving');
  const after = await two.db.entitlement.findUniqueOrThrow({ where: { id: entitlementId } });
  expect(after.expiresAt).toEqual(expiresAt);

  await two.wish(id, 'a');
  await two.settlesOn('a', id);
  expect(await two.contentOf('a', id)).toEqual(before);
});

test('one whose days are over moves too, stays that, and goes on there when days come', async () => {
  const { id, entitlementId } = await two.computer();
  await two.startHost('b');
  await moveClock(two.db, { byMs: 2 * dayMs });
  await addReconcileJob(two.db, id);
  await two.reaches(id, 'expired');
  const before = await two.contentOf('a', id);
  await two.wish(id, 'b');
  await two.settlesOn('b', id, 'expired');
  expect(await two.contentOf('b', id)).toEqual(before);
  expect(
    (await phasesOf(id)).filter((each) => each.startsWith('provisioning') && each.includes('moving')),
  ).toEqual([]);
  await grantDays(two.db, { entitlementId, days: 1, key: 'again', note: '' });
  await addReconcileJob(two.db, id);
  await two.settlesOn('b', id);
});

describe('what comes while its volume is on the way', () => {
  test('taken back: it runs again where it was', async () => {
    const { id } = await two.computer();
    const before = await two.contentOf('a', id);
    await cutOff(id);
    await two.wish(id, 'a');
    await two.startHost('b');
    await two.settlesOn('a', id);
    expect(await two.contentOf('a', id)).toEqual(before);
  });

  test('a removal: both copies go', async () => {
    const { id } = await two.computer();
    await cutOff(id);
    await two.db.instance.update({ where: { id }, data: { removalAt: new Date() } });
    await addReconcileJob(two.db, id);
    await two.startHost('b');
    await until(
      'nothing of it is anywhere',
      async () => {
        const states = await Promise.all([two.hosts.a, two.hosts.b].map(({ driver }) => driver.observe(id)));
        return states.every(({ state }) => state === 'absent') && (await two.row(id)).phase === 'removed';
      },
      60_000,
    );
    await until(
      'it lives nowhere',
      async () => {
        const { host, movedFrom, remainsOn } = await two.row(id);
        return host === null && movedFrom === null && remainsOn === null;
      },
      60_000,
    );
  });

  test('a suspension, a restart and new settings: it arrives, rests, and runs with them later', async () => {
    const { id } = await two.computer();
    const before = await two.contentOf('a', id);
    await cutOff(id);
    const change = { suspendedAt: new Date(), restarts: { increment: 1 }, specVersion: { increment: 1 } };
    await two.db.instance.update({ where: { id }, data: change });
    await addReconcileJob(two.db, id);
    await two.startHost('b');
    await two.settlesOn('b', id, 'suspended');
    expect(await two.contentOf('b', id)).toEqual(before);
    await two.db.instance.update({ where: { id }, data: { suspendedAt: null } });
    await addReconcileJob(two.db, id);
    await two.settlesOn('b', id);
    expect(await two.row(id)).toMatchObject({ restartsSeen: 1 });
    expect(await two.hosts.b.driver.observe(id)).toMatchObject({ restarts: 1 });
  });

  test('the end of its days: it arrives and stays expired', async () => {
    const { id } = await two.computer();
    await cutOff(id);
    await moveClock(two.db, { byMs: 2 * dayMs });
    await two.startHost('b');
    await two.settlesOn('b', id, 'expired');
  });

  test('the old host goes away: it says so, and arrives when that is back', async () => {
    const { id } = await two.computer();
    const before = await two.contentOf('a', id);
    await cutOff(id);
    await two.stopHost('a');
    await two.startHost('b');
    const row = await until('it has failed', async () => {
      const seen = await two.row(id);
      return seen.phaseReason === 'move_failed' ? seen : null;
    });
    expect(row).toMatchObject({ phase: 'failed', failures: 3, host: 'b', movedFrom: 'a' });
    expect(row.phaseDetail).toMatch(/ECONNREFUSED.*take the move back/);
    expect(await two.programs(id)).toEqual([]);
    await two.startHost('a');
    await two.settlesOn('b', id);
    expect(await two.contentOf('b', id)).toEqual(before);
  });
});

test('to a host that is silent it does not leave, and says what it waits for', async () => {
  const { id } = await two.computer();
  await two.db.host.update({ where: { name: 'b' }, data: { seenAt: new Date(Date.now() - 120_000) } });
  await two.wish(id, 'b');
  const row = await until('it says so', async () => {
    const seen = await two.row(id);
    return seen.phaseDetail === '' ? null : seen;
  });
  expect(row).toMatchObject({
    host: 'a',
    phase: 'running',
    phaseDetail: 'moves to b when that host is back',
  });
  await two.wish(id, null);
  await until('nothing is said any more', async () => (await two.row(id)).phaseDetail === '');
  expect(await two.programs(id)).toHaveLength(1);
});

test('a host that is emptied sends two at a time, and all arrive', async () => {
  const computers = await Promise.all(Array.from({ length: 6 }, () => two.computer({ extraBytes: 1_000 })));
  await two.startHost('b');
  const watching = setInterval(() => {
    void two.db.instance
      .count({ where: { phaseReason: 'moving' } })
      .then((count) => (most = Math.max(most, count)));
  }, 25);
  let most = 0;
  await Promise.all(computers.map(({ id }) => two.wish(id, 'b')));
  await Promise.all(computers.map(({ id }) => two.settlesOn('b', id)));
  clearInterval(watching);
  // Two on their way, and two that have arrived and are about to answer.
  expect(most).toBeLessThanOrEqual(4);
}, 120_000);
