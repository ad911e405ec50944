import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '../audit/write.ts';
import type { Db } from '../client.ts';
import type { Role } from '../domain/roles.ts';
import { makeComputer, makeHost } from '../hosts/testing.ts';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import { moveInstance, takeBackMove } from './moves.ts';

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
  await makeHost(db, 'b', { capacity: 3 });
});

const staff = (role: Role): Actor => ({ kind: 'staff', id: 'id', name: role, role, address: '' });
const operator = staff('operator');
const reason = '换机器';
const read = (id: string) => db.instance.findUniqueOrThrow({ where: { id } });
const actions = async (subjectId: string) =>
  (await db.auditEntry.findMany({ where: { subjectId }, orderBy: { id: 'asc' } })).map(
    ({ action }) => action,
  );
const jobOf = async (id: string) => {
  const { rows } = await db.pool.query<{ task_identifier: string }>(
    `select task_identifier from graphile_worker.jobs where key = 'reconcile:' || $1`,
    [id],
  );
  return rows.map(({ task_identifier: task }) => task);
};

describe('a move', () => {
  test('is wished once by a double click, with its job at home and one entry in the log', async () => {
    const instanceId = await makeComputer(db, { host: 'a' });
    const clicks = [0, 0, 0].map(() =>
      moveInstance(db, operator, { instanceId, to: null, from: 'a', reason }),
    );
    const answers = await Promise.all(clicks);
    expect(answers.filter((answer) => answer.kind === 'done' && !answer.again)).toHaveLength(1);
    expect(answers.every((answer) => answer.kind === 'done' && answer.to === 'b')).toBe(true);
    expect(await read(instanceId)).toMatchObject({ host: 'a', moveTo: 'b' });
    expect(await jobOf(instanceId)).toEqual(['reconcile@a']);
    expect(await actions(instanceId)).toEqual(['instance.move']);
  });

  test('never goes beyond the room, also where many ask at once', async () => {
    await makeComputer(db, { host: 'b' });
    const ids = await Promise.all(Array.from({ length: 8 }, () => makeComputer(db, { host: 'a' })));
    const answers = await Promise.all(
      ids.map((instanceId) => moveInstance(db, operator, { instanceId, to: 'b', reason })),
    );
    expect(answers.filter(({ kind }) => kind === 'done')).toHaveLength(2);
    expect(answers).toContainEqual({
      kind: 'refused',
      refusal: { reason: 'host_full', host: 'b', taken: 3, capacity: 3 },
    });
    expect(await db.instance.count({ where: { moveTo: 'b' } })).toBe(2);
  });

  test('of what nobody knows is not found, and a refusal leaves no mark', async () => {
    expect(await moveInstance(db, operator, { instanceId: randomUUID(), to: 'b', reason })).toEqual({
      kind: 'not_found',
    });
    const instanceId = await makeComputer(db, { host: 'a' });
    expect(await moveInstance(db, operator, { instanceId, to: 'z', reason })).toMatchObject({
      refusal: { reason: 'no_such_host', host: 'z' },
    });
    expect(await actions(instanceId)).toEqual([]);
    expect(await jobOf(instanceId)).toEqual([]);
  });

  test('is for operators', async () => {
    const instanceId = await makeComputer(db, { host: 'a' });
    expect(await moveInstance(db, staff('auditor'), { instanceId, to: 'b', reason })).toEqual({
      kind: 'forbidden',
      permission: 'instances.move',
    });
  });
});

describe('taking a move back', () => {
  test('before the hand-over leaves the computer where it is', async () => {
    const instanceId = await makeComputer(db, { host: 'a', moveTo: 'b' });
    expect(await takeBackMove(db, operator, { instanceId, reason })).toEqual({
      kind: 'done',
      again: false,
      to: 'a',
    });
    expect(await read(instanceId)).toMatchObject({ host: 'a', moveTo: null });
    expect(await jobOf(instanceId)).toEqual(['reconcile@a']);
    expect(await takeBackMove(db, operator, { instanceId, reason })).toEqual({
      kind: 'refused',
      refusal: { reason: 'no_move' },
    });
  });

  test('after it wishes it back to where its volume is, even where that is full or closed', async () => {
    await db.$executeRaw`update hosts set capacity = 1, accepting = false where name = 'a'`;
    const instanceId = await makeComputer(db, { host: 'b', movedFrom: 'a' });
    const answers = await Promise.all([0, 0].map(() => takeBackMove(db, operator, { instanceId, reason })));
    expect(answers).toContainEqual({ kind: 'done', again: false, to: 'a' });
    expect(answers).toContainEqual({ kind: 'done', again: true, to: 'a' });
    expect(await read(instanceId)).toMatchObject({ host: 'b', movedFrom: 'a', moveTo: 'a' });
    expect(await jobOf(instanceId)).toEqual(['reconcile@b']);
    expect(await actions(instanceId)).toEqual(['instance.take_back_move']);
  });
});
