import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '../audit/write.ts';
import type { Db } from '../client.ts';
import type { Role } from '../domain/roles.ts';
import { makeRunning } from '../ledger/testing.ts';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import {
  recoverInstance,
  removeInstance,
  restartInstance,
  resumeInstance,
  suspendInstance,
} from './instances.ts';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
});
afterAll(() => database.drop());

const staff = (role: Role): Actor => ({ kind: 'staff', id: 'id', name: role, role, address: '' });
const operator = staff('operator');
const done = { kind: 'done', again: false };
const again = { kind: 'done', again: true };

async function instanceIn(phase: string, data: object = {}) {
  const { instanceId, userId } = await makeRunning(db);
  await db.instance.update({ where: { id: instanceId }, data: { phase, ...data } });
  await db.$executeRaw`select graphile_worker.remove_job('reconcile:' || ${instanceId})`;
  const { phone } = await db.user.findUniqueOrThrow({ where: { id: userId } });
  return { instanceId, phone, reason: '用户反馈' };
}
const read = (id: string) => db.instance.findUniqueOrThrow({ where: { id } });
const actions = async (subjectId: string) =>
  (await db.auditEntry.findMany({ where: { subjectId }, orderBy: { id: 'asc' } })).map(
    ({ action }) => action,
  );
const jobsOf = async (id: string) => {
  const { rows } = await db.pool.query(`select from graphile_worker.jobs where key = 'reconcile:' || $1`, [
    id,
  ]);
  return rows.length;
};

describe('a restart', () => {
  test('is asked for once by a double click, with its job and its entry in the log', async () => {
    const request = await instanceIn('running');
    const clicks = [0, 0].map(() => restartInstance(db, operator, { ...request, seenRestarts: 0 }));
    const answers = await Promise.all(clicks);
    expect(answers).toContainEqual(done);
    expect(answers).toContainEqual(again);
    expect((await read(request.instanceId)).restarts).toBe(1);
    expect(await jobsOf(request.instanceId)).toBe(1);
    expect(await actions(request.instanceId)).toEqual(['instance.restart']);
  });

  test.each(['expired', 'suspended'])('of one that is %s is refused with that fact', async (phase) => {
    const answer = await restartInstance(db, operator, await instanceIn(phase));
    expect(answer).toEqual({ kind: 'refused', refusal: { reason: 'not_running', phase } });
  });
});

describe('recovering', () => {
  test('tries a failed one at once: the pause and the count of failures are gone', async () => {
    const request = await instanceIn('failed', { failures: 7, retryAt: new Date(Date.now() + 60_000) });
    expect(await recoverInstance(db, operator, request)).toEqual(done);
    expect(await read(request.instanceId)).toMatchObject({ failures: 0, retryAt: null, restarts: 1 });
    expect(await jobsOf(request.instanceId)).toBe(1);
    expect(await recoverInstance(db, operator, request)).toEqual(again);
  });

  test('what is well is refused', async () => {
    expect(await recoverInstance(db, operator, await instanceIn('running'))).toMatchObject({
      refusal: { reason: 'not_failed', phase: 'running' },
    });
  });

  test('takes a removal back as long as it can, and lets a removed one begin anew', async () => {
    const request = await instanceIn('removed', { removalAt: new Date(0), phaseReason: 'removal_asked' });
    expect(await recoverInstance(db, operator, request)).toEqual(done);
    expect((await read(request.instanceId)).removalAt).toBeNull();
  });
});

test('suspending and resuming count once each and leave a mark in the log', async () => {
  const request = await instanceIn('running');
  expect(await suspendInstance(db, operator, request)).toEqual(done);
  expect(await suspendInstance(db, operator, request)).toEqual(again);
  expect((await read(request.instanceId)).suspendedAt).not.toBeNull();
  expect(await resumeInstance(db, operator, request)).toEqual(done);
  expect(await resumeInstance(db, operator, request)).toEqual(again);
  expect(await read(request.instanceId)).toMatchObject({ suspendedAt: null, specVersion: 3 });
  expect(await actions(request.instanceId)).toEqual(['instance.suspend', 'instance.resume']);
});

describe('a removal', () => {
  test('needs the number of its owner, typed as people write it', async () => {
    const request = await instanceIn('running');
    const admin = staff('admin');
    expect(await removeInstance(db, admin, { ...request, phone: '+8613800000000' })).toMatchObject({
      refusal: { reason: 'phone_differs' },
    });
    expect(await removeInstance(db, admin, { ...request, phone: '' })).toMatchObject({ kind: 'refused' });
    expect((await read(request.instanceId)).removalAt).toBeNull();
    const typed = request.phone.replace('+86', '').replace(/(\d{3})(\d{4})/, '$1 $2 ');
    expect(await removeInstance(db, admin, { ...request, phone: typed })).toEqual(done);
    expect((await read(request.instanceId)).removalAt).not.toBeNull();
  });

  test('is for admins', async () => {
    const request = await instanceIn('running');
    expect(await removeInstance(db, operator, request)).toEqual({
      kind: 'forbidden',
      permission: 'instances.remove',
    });
  });
});

test('an auditor can do nothing to an instance, and one that nobody knows is not found', async () => {
  const request = await instanceIn('running');
  for (const operation of [restartInstance, recoverInstance, suspendInstance, resumeInstance]) {
    expect(await operation(db, staff('auditor'), request)).toMatchObject({ kind: 'forbidden' });
    const nobody = { ...request, instanceId: randomUUID() };
    expect(await operation(db, operator, nobody)).toEqual({ kind: 'not_found' });
  }
  expect(await actions(request.instanceId)).toEqual([]);
});

test('the phases an instance goes through are noted, 200 of them at most', async () => {
  const { instanceId } = await instanceIn('running');
  for (let i = 0; i < 105; i += 1)
    for (const phase of ['failed', 'provisioning'])
      await db.instance.update({ where: { id: instanceId }, data: { phase } });
  const past = await db.instancePhase.findMany({ where: { instanceId }, orderBy: { id: 'desc' } });
  expect(past).toHaveLength(200);
  expect(past.slice(0, 2).map(({ phase }) => phase)).toEqual(['provisioning', 'failed']);
});
