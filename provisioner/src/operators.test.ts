import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '@rockpool/db/audit/write';
import { addReconcileJob } from '@rockpool/db/jobs';
import { followLogs, openLogs } from '@rockpool/db/operations/instance-logs';
import { recoverInstance, removeInstance, suspendInstance } from '@rockpool/db/operations/instances';
import { giveDays } from '@rockpool/db/operations/users';
import { presentable } from './instance-logs.ts';
import { until } from './testing/until.ts';
import { createWorld, type World } from './testing/world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.dispose());

const admin: Actor = { kind: 'staff', id: randomUUID(), name: 'admin', role: 'admin', address: '' };
const reason = '用户要求';

async function phoneOf(userId: string): Promise<string> {
  return (await world.db.user.findUniqueOrThrow({ where: { id: userId } })).phone;
}

describe('a removal that an operator asked for', () => {
  test('removes program and volume; a grant later makes a fresh computer, which is not called lost', async () => {
    await world.start();
    const { id, userId, entitlementId } = await world.claim();
    await world.reaches(id, 'running');
    const volume = world.statePath(id, '');
    expect(existsSync(volume)).toBe(true);
    const phone = await phoneOf(userId);
    expect(await removeInstance(world.db, admin, { instanceId: id, reason, phone })).toMatchObject({
      again: false,
    });
    await world.reaches(id, 'removed');
    expect(await world.row(id)).toMatchObject({
      phaseReason: 'removal_asked',
      handle: null,
      verifiedAt: null,
    });
    expect(existsSync(volume)).toBe(false);
    expect(await world.programs(id)).toEqual([]);

    await giveDays(world.db, admin, { entitlementId, days: 1, key: 'k', reason });
    await world.reaches(id, 'running');
    expect(await world.row(id)).toMatchObject({ removalAt: null, phaseDetail: '' });
    expect(existsSync(volume)).toBe(true);
  });

  test('is stronger than a suspension', async () => {
    await world.start();
    const { id, userId } = await world.claim();
    await world.reaches(id, 'running');
    await suspendInstance(world.db, admin, { instanceId: id, reason });
    await world.reaches(id, 'suspended');
    await removeInstance(world.db, admin, { instanceId: id, reason, phone: await phoneOf(userId) });
    await world.reaches(id, 'removed');
  });

  test('that is cancelled before anybody carried it out changes nothing', async () => {
    const first = await world.start();
    const { id, userId, entitlementId } = await world.claim();
    await world.reaches(id, 'running');
    const [program] = await world.programs(id);
    await world.stop(first);
    await removeInstance(world.db, admin, { instanceId: id, reason, phone: await phoneOf(userId) });
    await giveDays(world.db, admin, { entitlementId, days: 1, key: 'k', reason });
    await world.start();
    await until('the wish is taken over', async () => {
      const row = await world.row(id);
      return row.specVersionSeen === row.specVersion;
    });
    expect(await world.programs(id)).toEqual([program]);
    expect((await world.row(id)).phase).toBe('running');
  });
});

test('one that failed and waits is tried at once when an operator recovers it', async () => {
  const { id } = await world.claim();
  const retryAt = new Date(Date.now() + 50_000);
  await world.db.instance.update({
    where: { id },
    data: { phase: 'failed', phaseReason: 'start_failed', failures: 7, retryAt, specVersionSeen: 1 },
  });
  await world.start();
  await addReconcileJob(world.db, id);
  await recoverInstance(world.db, admin, { instanceId: id, reason });
  await world.reaches(id, 'running');
  expect(Date.now()).toBeLessThan(retryAt.getTime());
});

test('the last lines come without secrets, and are forgotten', async () => {
  await world.start();
  const { id } = await world.claim();
  await world.reaches(id, 'running');
  expect(await openLogs(world.db, admin, { instanceId: id })).toEqual({ kind: 'opened' });
  const answer = await until('the provisioner has answered', async () => {
    const view = await followLogs(world.db, id);
    return view?.answeredAt ? view : null;
  });
  expect(answer).toMatchObject({ problem: '' });
  await world.db.$executeRaw`update instance_logs set wanted_at = now() - interval '11 minutes'`;
  expect(await followLogs(world.db, id)).toBeNull();
  const other = await world.claim();
  await openLogs(world.db, admin, { instanceId: other.id });
  await until('the old answer is gone', async () => (await world.db.instanceLogs.count()) === 1);
});

describe('lines for people', () => {
  test('have every known secret and everything that looks like one replaced, wherever a cut would fall', () => {
    const secret = 'app-secret-of-the-bot';
    const lines = [
      `${'x'.repeat(990)}${secret}`,
      'key sk-abcdefghijklmnop',
      'authorization: Bearer abcdefghijklmno=',
    ];
    const shown = presentable(lines, [secret]).join('\n');
    expect(shown).not.toContain('app-secret');
    expect(shown).not.toContain('abcdefghijkl');
  });

  test('are the newest that fit, and can be stored and shown whatever a program wrote', () => {
    const lines = Array.from({ length: 1_000 }, (_, i) => `${i} ${'x'.repeat(5_000)}`);
    const shown = presentable(lines, []);
    expect(shown.at(-1)).toMatch(/^999 /);
    expect(shown.join('').length).toBeLessThanOrEqual(64 * 1024);
    expect(presentable(['\u001b[31mred\u001b[0m\u0000\u0007', '\ud800'], [])).toEqual(['red', '\ufffd']);
  });
});
