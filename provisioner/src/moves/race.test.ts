/** Computers that are sent back and forth between two hosts at random, while their days begin and end. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appNow } from '@rockpool/db/clock';
import { addReconcileJob } from '@rockpool/db/jobs';
import { grantDays, revokeDays } from '@rockpool/db/ledger/grant';
import { randomFrom } from '../testing/random.ts';
import { createTwoHosts, type TwoHosts } from '../testing/two-hosts.ts';
import { until } from '../testing/until.ts';

const seed = 20_261_122;
const wishes = 40;

let two: TwoHosts;
beforeEach(async () => {
  two = await createTwoHosts();
});
afterEach(() => two.dispose());

test(`${wishes} moves, ones taken back, restarts, expiries and renewals at random (seed ${seed}): never two programs, and each ends whole where it is wished`, async () => {
  const random = randomFrom(seed);
  await two.startHost('a');
  const computers = await Promise.all([1, 2, 3].map(() => two.computer({ extraBytes: 300_000 })));
  await two.startHost('b');
  const before = new Map<string, string[]>();
  for (const { id } of computers) before.set(id, await two.contentOf('a', id));
  let twins = 0;
  const watching = setInterval(() => {
    for (const { id } of computers) void two.programs(id).then((pids) => (twins += Number(pids.length > 1)));
  }, 500);

  for (let i = 0; i < wishes; i++) {
    const { id, entitlementId } = computers[Math.floor(random() * computers.length)]!;
    const day = { entitlementId, days: 1, key: String(i), note: '' };
    const kind = Math.floor(random() * 6);
    if (kind === 0) await revokeDays(two.db, day);
    if (kind === 1) await grantDays(two.db, day);
    if (kind === 2) await two.db.instance.update({ where: { id }, data: { restarts: { increment: 1 } } });
    // To the other host, or back from where its volume still is.
    if (kind > 2)
      await two.db.$executeRaw`
        update instances set move_to = case when moved_from is not null then moved_from when host = 'a' then 'b' else 'a' end
        where id = ${id}::uuid`;
    await addReconcileJob(two.db, id);
    // Lets them begin, and meets them in mid-change.
    const { phaseSince } = await two.row(id);
    await until(
      'something happened',
      async () => (await two.row(id)).phaseSince.getTime() !== phaseSince.getTime(),
      Math.floor(random() * 700),
    ).catch(() => {});
  }

  for (const { id, entitlementId } of computers) {
    const { expiresAt } = await two.db.entitlement.findUniqueOrThrow({ where: { id: entitlementId } });
    const phase = (await appNow(two.db)) < expiresAt! ? 'running' : 'expired';
    const home = await until(
      `${id} has arrived`,
      async () => {
        const { host, moveTo, movedFrom } = await two.row(id);
        return moveTo === null && movedFrom === null ? host : null;
      },
      90_000,
    );
    await two.settlesOn(home as 'a' | 'b', id, phase);
    expect(await two.contentOf(home as 'a' | 'b', id)).toEqual(before.get(id));
  }
  clearInterval(watching);
  expect(twins).toBe(0);
}, 300_000);
