/** A deleted account's computer goes with everything in it, whatever it was doing and wherever it lives. */
import { existsSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { moveClock } from '@rockpool/db/clock';
import { deleteAccount } from '@rockpool/db/operations/account';
import { until } from './testing/until.ts';
import { createWorld, type World } from './testing/world.ts';

const DAY_MS = 86_400_000;
let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.dispose());

/** As the account's page does it, by somebody who has the number in hand. */
async function leave(userId: string): Promise<void> {
  const { phone } = await world.db.user.findUniqueOrThrow({ where: { id: userId } });
  const request = { userId, typedPhone: phone, address: '127.0.0.1' };
  expect(await deleteAccount(world.db, world.keys, request)).toEqual({ kind: 'deleted', again: false });
}

async function nothingIsLeft(id: string): Promise<void> {
  await world.reaches(id, 'removed');
  expect(await world.row(id)).toMatchObject({ handle: null, endpoint: null });
  expect(existsSync(world.statePath(id, ''))).toBe(false);
  expect(await world.programs(id)).toEqual([]);
  expect(await world.db.modelSetting.count({ where: { instanceId: id } })).toBe(0);
  expect(await world.db.channelSetting.count({ where: { instanceId: id } })).toBe(0);
}

test('while it runs: program and volume go, and the days that are left start nothing anew', async () => {
  await world.start();
  const { id, userId } = await world.claim();
  await world.reaches(id, 'running');
  await leave(userId);
  await nothingIsLeft(id);
  expect(await world.db.entitlement.count({ where: { userId, expiresAt: { gt: new Date() } } })).toBe(1);
  await world.start();
  expect(await world.row(id)).toMatchObject({ phase: 'removed' });
});

test('while it is stopped: what was kept goes at once', async () => {
  await world.start();
  const { id, userId } = await world.claim();
  await world.reaches(id, 'running');
  await until('the day began', async () => {
    const { startedAt } = await world.db.entitlement.findFirstOrThrow({ where: { userId } });
    return startedAt !== null;
  });
  await moveClock(world.db, { byMs: 2 * DAY_MS });
  await world.reaches(id, 'expired');
  expect(existsSync(world.statePath(id, ''))).toBe(true);
  await leave(userId);
  await nothingIsLeft(id);
});

test('while its host is away: the account is gone at once, and the computer when the host is back', async () => {
  const service = await world.start();
  const { id, userId } = await world.claim();
  await world.reaches(id, 'running');
  await world.stop(service);
  // another host may not touch what is not there
  await world.start({ config: world.host('b').config });
  await leave(userId);
  expect(await world.db.session.count({ where: { userId, revokedAt: null } })).toBe(0);
  expect(await world.db.user.count({ where: { id: userId, deletedAt: { not: null } } })).toBe(1);
  expect(existsSync(world.statePath(id, ''))).toBe(true);
  await world.start();
  await nothingIsLeft(id);
});

test('before any host had taken it: it is never made', async () => {
  const { id, userId } = await world.claim();
  await leave(userId);
  await world.start();
  await until('it is removed', async () => (await world.row(id)).phase === 'removed');
  await nothingIsLeft(id);
});
