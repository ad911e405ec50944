import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '../audit/write.ts';
import { verifyAudit } from '../audit/verify.ts';
import type { Db } from '../client.ts';
import type { Role } from '../domain/roles.ts';
import { makeComputer, makeHost } from '../hosts/testing.ts';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import { emptyHost } from './empty-host.ts';
import { forgetHost, setHostAccepting } from './hosts.ts';
import { moveInstance } from './moves.ts';

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
  await makeHost(db, 'a', {});
});

const staff = (role: Role): Actor => ({ kind: 'staff', id: 'id', name: role, role, address: '' });
const admin = staff('admin');
const reason = '检修';
const read = (name: string) => db.host.findUnique({ where: { name } });
const entries = async () =>
  (await db.auditEntry.findMany({ orderBy: { id: 'desc' }, take: 1 })).map(({ action }) => action);

test('opening and closing count once each and leave a mark in the log', async () => {
  const close = { name: 'a', accepting: false, reason };
  expect(await setHostAccepting(db, admin, close)).toEqual({ kind: 'done', again: false });
  expect(await setHostAccepting(db, admin, close)).toEqual({ kind: 'done', again: true });
  expect(await read('a')).toMatchObject({ accepting: false });
  expect(await entries()).toEqual(['host.close']);
  expect(await setHostAccepting(db, admin, { ...close, accepting: true })).toMatchObject({ again: false });
  expect(await setHostAccepting(db, admin, { ...close, name: 'z' })).toEqual({ kind: 'not_found' });
});

test.each([
  [
    'setHostAccepting',
    () => setHostAccepting(db, staff('operator'), { name: 'a', accepting: false, reason }),
  ],
  ['emptyHost', () => emptyHost(db, staff('operator'), { name: 'a', reason })],
  ['forgetHost', () => forgetHost(db, staff('operator'), { name: 'a', reason })],
])('%s is for admins', async (_name, ask) => {
  expect(await ask()).toEqual({ kind: 'forbidden', permission: 'hosts.edit' });
});

describe('emptying a host', () => {
  test('moves as many as fit, evenly, closes it, and says of the others why they stay', async () => {
    await makeHost(db, 'b', { capacity: 2 });
    await makeHost(db, 'c', { capacity: 2 });
    await makeHost(db, 'closed', { accepting: false });
    await makeComputer(db, { host: 'c' });
    const fetching = await makeComputer(db, { host: 'a', movedFrom: 'closed' });
    const coming = await makeComputer(db, { host: 'closed', moveTo: 'a' });
    for (let made = 0; made < 5; made++) await makeComputer(db, { host: 'a' });
    await makeComputer(db, { host: 'a', phase: 'removed' });

    expect(await emptyHost(db, admin, { name: 'a', reason })).toEqual({
      kind: 'done',
      again: false,
      moving: 3,
      leaving: 0,
      turnedBack: 1,
      staying: 3,
      because: [
        { reason: 'move_under_way', count: 1 },
        { reason: 'host_full', count: 2 },
      ],
    });
    expect(await db.instance.count({ where: { moveTo: 'b' } })).toBe(2);
    expect(await db.instance.count({ where: { moveTo: 'c' } })).toBe(1);
    expect(await db.instance.findUnique({ where: { id: coming } })).toMatchObject({ moveTo: null });
    expect(await db.instance.findUnique({ where: { id: fetching } })).toMatchObject({ moveTo: null });
    expect(await read('a')).toMatchObject({ accepting: false });
    expect(await db.auditEntry.count({ where: { action: 'instance.move', reason } })).toBe(3);
    expect(await entries()).toEqual(['host.empty']);
    expect(await verifyAudit(db)).toMatchObject({ kind: 'whole' });
    const { rows } = await db.pool.query<{ task_identifier: string }>(
      `select distinct task_identifier from graphile_worker.jobs where key like 'reconcile:%' order by 1`,
    );
    expect(rows.map((row) => row.task_identifier)).toEqual(['reconcile@a', 'reconcile@closed']);
  });

  test('twice at once moves each computer once; asked again it goes on with what stayed', async () => {
    await makeHost(db, 'b', { capacity: 3 });
    for (let made = 0; made < 5; made++) await makeComputer(db, { host: 'a' });
    const answers = await Promise.all([0, 0].map(() => emptyHost(db, admin, { name: 'a', reason })));
    expect(answers).toContainEqual(expect.objectContaining({ again: false, moving: 3, staying: 2 }));
    expect(answers).toContainEqual(
      expect.objectContaining({ again: true, moving: 0, leaving: 3, staying: 2 }),
    );
    await db.$executeRaw`update hosts set capacity = 9 where name = 'b'`;
    expect(await emptyHost(db, admin, { name: 'a', reason })).toMatchObject({
      moving: 2,
      leaving: 3,
      staying: 0,
    });
  });

  test('races with single moves without going beyond the room', async () => {
    await makeHost(db, 'b', { capacity: 6 });
    await makeHost(db, 'c', {});
    await setHostAccepting(db, admin, { name: 'c', accepting: false, reason });
    const here = await Promise.all(Array.from({ length: 6 }, () => makeComputer(db, { host: 'a' })));
    const there = await Promise.all(Array.from({ length: 6 }, () => makeComputer(db, { host: 'c' })));
    await Promise.all([
      emptyHost(db, admin, { name: 'a', reason }),
      ...[...here, ...there].map((instanceId) => moveInstance(db, admin, { instanceId, to: 'b', reason })),
    ]);
    expect(await db.instance.count({ where: { moveTo: 'b' } })).toBe(6);
  });

  test('needs another host, and one that is there to be fetched from', async () => {
    expect(await emptyHost(db, admin, { name: 'a', reason })).toMatchObject({
      refusal: { reason: 'no_other_host' },
    });
    await makeHost(db, 'gone', { seenSecondsAgo: 61 });
    expect(await emptyHost(db, admin, { name: 'gone', reason })).toMatchObject({
      refusal: { reason: 'host_away', host: 'gone' },
    });
    await makeHost(db, 'deaf', { address: null });
    expect(await emptyHost(db, admin, { name: 'deaf', reason })).toMatchObject({
      refusal: { reason: 'no_address', host: 'deaf' },
    });
    expect(await emptyHost(db, admin, { name: 'z', reason })).toEqual({ kind: 'not_found' });
  });
});

describe('forgetting a host', () => {
  test('takes one that is silent and empty from the list, also where removed computers lived on it', async () => {
    await makeHost(db, 'gone', { seenSecondsAgo: 61 });
    await makeComputer(db, { host: 'gone', phase: 'removed' });
    expect(await forgetHost(db, admin, { name: 'gone', reason })).toEqual({ kind: 'done', again: false });
    expect(await read('gone')).toBeNull();
    expect(await entries()).toEqual(['host.forget']);
    expect(await forgetHost(db, admin, { name: 'gone', reason })).toEqual({ kind: 'not_found' });
  });

  test('is refused while it beats', async () => {
    expect(await forgetHost(db, admin, { name: 'a', reason })).toEqual({
      kind: 'refused',
      refusal: { reason: 'host_alive', host: 'a' },
    });
  });

  test('is refused while anything of a computer is there or comes there, with how many', async () => {
    await makeHost(db, 'gone', { seenSecondsAgo: 61 });
    await makeComputer(db, { host: 'gone' });
    await makeComputer(db, { host: 'a', movedFrom: 'gone', moveTo: 'gone' });
    await makeComputer(db, { host: 'a', moveTo: 'gone' });
    await makeComputer(db, { host: 'a', remainsOn: 'gone' });
    expect(await forgetHost(db, admin, { name: 'gone', reason })).toEqual({
      kind: 'refused',
      refusal: { reason: 'host_in_use', host: 'gone', lives: 2, coming: 1, remains: 1 },
    });
  });
});
