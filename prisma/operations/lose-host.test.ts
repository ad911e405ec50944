import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { verifyAudit } from '../audit/verify.ts';
import type { Actor } from '../audit/write.ts';
import type { Db } from '../client.ts';
import { moveClock } from '../clock.ts';
import type { Role } from '../domain/roles.ts';
import { makeComputer, makeHost } from '../hosts/testing.ts';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import { loseHost } from './lose-host.ts';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
});
afterAll(() => database.drop());
beforeEach(async () => {
  await db.$executeRaw`delete from instances`;
  await db.$executeRaw`delete from hosts`;
  await db.$executeRaw`delete from lost_hosts`;
  await db.$executeRaw`delete from graphile_worker._private_jobs`;
  await makeHost(db, 'b', { capacity: 1 });
  await makeHost(db, 'gone', { seenSecondsAgo: 600 });
});

const staff = (role: Role): Actor => ({ kind: 'staff', id: 'id', name: role, role, address: '' });
const reason = '硬盘损坏';
const lose = (computers: number, role: Role = 'admin') =>
  loseHost(db, staff(role), { name: 'gone', computers, reason });
const read = (id: string) => db.instance.findUniqueOrThrow({ where: { id } });
const jobs = async () =>
  (
    await db.pool.query<{ key: string; task: string }>(
      'select key, task_identifier as task from graphile_worker.jobs order by key',
    )
  ).rows.map(({ key, task }) => `${task} ${key}`);

test('what only it had begins anew, what is whole elsewhere lives on, and all of it is in the log', async () => {
  const { seenAt } = await db.host.findUniqueOrThrow({ where: { name: 'gone' } });
  const lost = await makeComputer(db, { host: 'gone' });
  await db.instance.update({ where: { id: lost }, data: { readyAt: new Date(), handle: 'h', failures: 3 } });
  const fetching = await makeComputer(db, { host: 'b', movedFrom: 'gone' });
  const arriving = await makeComputer(db, { host: 'gone', movedFrom: 'b' });
  const wished = await makeComputer(db, { host: 'b', moveTo: 'gone' });
  const copied = await makeComputer(db, { host: 'gone', remainsOn: 'b', phase: 'expired' });
  const left = await makeComputer(db, { host: 'b', remainsOn: 'gone' });
  const removed = await makeComputer(db, { host: 'gone', phase: 'removed' });

  expect(await lose(2)).toEqual({
    ...{ kind: 'refused', refusal: { reason: 'other_count', host: 'gone', computers: 3, shown: 2 } },
  });
  expect(await lose(3)).toEqual({ kind: 'done', again: false, emptied: 2, onCopies: 1, kept: 2 });

  const nowhere = { host: null, moveTo: null, movedFrom: null, remainsOn: null };
  const onB = { ...nowhere, host: 'b' };
  const emptied = { startsEmpty: true, loss: 'all', lossAt: seenAt, lossToldAt: null, readyAt: null };
  const anew = { phase: 'provisioning', phaseReason: 'starting', handle: null, failures: 0 };
  expect(await read(lost)).toMatchObject({ ...nowhere, ...emptied, ...anew });
  expect(await read(fetching)).toMatchObject({ ...onB, ...emptied, ...anew });
  expect(await read(arriving)).toMatchObject({ ...onB, startsEmpty: false, loss: null });
  expect(await read(wished)).toMatchObject({ ...onB, loss: null, phaseReason: 'ready' });
  expect(await read(copied)).toMatchObject({
    ...{ ...onB, startsEmpty: false, loss: 'since_move', lossAt: seenAt, phase: 'expired' },
  });
  expect(await read(left)).toMatchObject({ ...onB, loss: null, phaseReason: 'ready' });
  expect(await read(removed)).toMatchObject({ ...nowhere, startsEmpty: false, loss: null, phase: 'removed' });

  expect(await db.host.findUnique({ where: { name: 'gone' } })).toBeNull();
  expect(await db.lostHost.findMany()).toMatchObject([{ name: 'gone', seenAt }]);
  const said = await db.auditEntry.findMany({ where: { reason }, orderBy: { id: 'asc' } });
  expect(said.map(({ action }) => action).sort()).toEqual([
    ...['host.lose', 'instance.start_empty', 'instance.start_empty'],
    ...['instance.take_back_move', 'instance.take_back_move', 'instance.use_copy'],
  ]);
  expect(said.at(-1)).toMatchObject({ before: { computers: 3 }, after: { emptied: 2, copiesForgotten: 1 } });
  expect(await verifyAudit(db)).toMatchObject({ kind: 'whole' });
  expect(await jobs()).toContain(`reconcile reconcile:${lost}`);
  expect(await jobs()).toContain(`reconcile@b reconcile:${copied}`);

  expect(await lose(3)).toMatchObject({ kind: 'done', again: true, emptied: 0 });
});

test('is for admins, and for hosts that are known', async () => {
  expect(await lose(0, 'operator')).toEqual({ kind: 'forbidden', permission: 'hosts.edit' });
  expect(await loseHost(db, staff('admin'), { name: 'z', computers: 0, reason })).toEqual({
    kind: 'not_found',
  });
});

test('is refused while it beats, however the service’s clock was moved', async () => {
  await makeComputer(db, { host: 'gone' });
  const alive = { kind: 'refused', refusal: { reason: 'host_alive', host: 'gone' } };
  await db.$executeRaw`update hosts set seen_at = app_now() where name = 'gone'`;
  expect(await lose(1)).toEqual(alive);
  await db.$executeRaw`update hosts set beat_at = now() where name = 'gone'`;
  await moveClock(db, { byMs: 86_400_000 });
  expect(await lose(1)).toEqual(alive);
  await db.$executeRaw`update hosts set beat_at = now() - interval '61 seconds' where name = 'gone'`;
  expect(await lose(1)).toMatchObject({ kind: 'done', emptied: 1 });
  await moveClock(db, 'reset');
});

test('twice at once it is done once', async () => {
  await makeComputer(db, { host: 'gone' });
  const entries = () => db.auditEntry.count({ where: { action: 'host.lose' } });
  const before = await entries();
  const answers = await Promise.all([lose(1), lose(1)]);
  expect(answers).toContainEqual(expect.objectContaining({ again: false, emptied: 1 }));
  expect(answers).toContainEqual(expect.objectContaining({ again: true }));
  expect(await entries()).toBe(before + 1);
});

test('jobs that only it could take go, and a copy on a silent host is cleared away when that is back', async () => {
  await makeHost(db, 'silent', { seenSecondsAgo: 600 });
  const id = await makeComputer(db, { host: 'gone', remainsOn: 'silent' });
  for (const [task, key] of [
    ['reconcile', `wake:${id}`],
    ['discard@gone', 'discard:x'],
  ])
    await db.pool.query(`select add_keyed_job($1, json_build_object('instanceId', $2::uuid), $3)`, [
      ...[task, id, key],
    ]);
  await lose(1);
  expect(await jobs()).toEqual([`discard@silent discard:${id}:silent`, `reconcile reconcile:${id}`]);
});

test('a computer that was only offered to it is offered to the others', async () => {
  const id = await makeComputer(db, { phase: 'provisioning', phaseReason: 'claimed' });
  await db.pool.query(
    `select add_keyed_job('reconcile@gone', json_build_object('instanceId', $1::uuid), 'reconcile:' || $1)`,
    [id],
  );
  await lose(0);
  expect(await jobs()).toEqual([`reconcile reconcile:${id}`]);
});

test('one that was to begin empty there lives on with the copy that is left, which is not taken for what was given up', async () => {
  const id = await makeComputer(db, { host: 'gone', remainsOn: 'b' });
  await db.instance.update({
    where: { id },
    data: { startsEmpty: true, loss: 'all', lossAt: new Date() },
  });
  expect(await lose(1)).toMatchObject({ kind: 'done', emptied: 0, onCopies: 1 });
  expect(await read(id)).toMatchObject({ host: 'b', startsEmpty: false, loss: 'since_move' });
});

test('one that was still to be fetched lives on with an older copy, and what was fetched of it goes', async () => {
  await makeHost(db, 'new', {});
  const id = await makeComputer(db, { host: 'new', movedFrom: 'gone', remainsOn: 'b' });
  expect(await lose(1)).toMatchObject({ kind: 'done', emptied: 0, onCopies: 1 });
  expect(await read(id)).toMatchObject({ host: 'b', movedFrom: null, remainsOn: null, startsEmpty: false });
  expect(await jobs()).toEqual([`discard@new discard:${id}:new`, `reconcile@b reconcile:${id}`]);
});
