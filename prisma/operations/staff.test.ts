import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { system, type Actor } from '../audit/write.ts';
import type { Role } from '../domain/roles.ts';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import { changeRole, disableStaff, enableStaff, hashInvite, inviteStaff, resetStaff } from './staff.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.db.staffSession.deleteMany();
  await database.db.staff.deleteMany();
});

const newMember = async (role: Role): Promise<Actor> => {
  const email = `${crypto.randomUUID()}@example.com`;
  const { id } = await database.db.staff.create({
    data: { email, role, passwordHash: 'x', totpSealed: 'x' },
  });
  return { kind: 'staff', id, name: email, role, address: '203.0.113.9' };
};
const openSession = (staffId: string) =>
  database.db.staffSession.create({
    data: { staffId, tokenHash: crypto.randomUUID(), expiresAt: new Date(Date.now() + 3_600_000) },
  });

describe('an invitation', () => {
  test('is for one address however it is written, and a second one makes the first link worthless', async () => {
    const { db } = database;
    const admin = await newMember('admin');
    const first = await inviteStaff(db, admin, { email: ' New@Example.com ', role: 'auditor' });
    const second = await inviteStaff(db, admin, { email: 'new@example.com', role: 'operator' });
    if (first.kind !== 'invited' || second.kind !== 'invited') throw new Error('not invited');
    expect(second.staffId).toBe(first.staffId);
    const row = await db.staff.findUniqueOrThrow({ where: { email: 'new@example.com' } });
    expect(row).toMatchObject({ role: 'operator', inviteHash: hashInvite(second.token) });
    const entries = await db.auditEntry.findMany({ where: { subjectId: first.staffId } });
    expect(JSON.stringify(entries.map(({ after }) => after))).not.toContain(second.token);
  });

  test('of who has joined changes nothing', async () => {
    const [admin, other] = [await newMember('admin'), await newMember('auditor')];
    const again = await inviteStaff(database.db, admin, { email: other.name, role: 'admin' });
    expect(again).toEqual({ kind: 'already_staff' });
    expect(await database.db.staff.findUniqueOrThrow({ where: { id: other.id } })).toMatchObject({
      role: 'auditor',
    });
  });
});

describe('the last admin', () => {
  test('is never demoted or disabled, not by the command line either', async () => {
    const { db } = database;
    const admin = await newMember('admin');
    await inviteStaff(db, admin, { email: 'invited@example.com', role: 'admin' });
    expect(await changeRole(db, system, admin.id, 'operator')).toEqual({ kind: 'last_admin' });
    expect(await disableStaff(db, system, admin.id)).toEqual({ kind: 'last_admin' });
  });

  test('stays when two demote each other at once', async () => {
    const { db } = database;
    for (let round = 0; round < 5; round++) {
      await db.staffSession.deleteMany();
      await db.staff.deleteMany();
      const [one, two] = [await newMember('admin'), await newMember('admin')];
      const results = await Promise.all([
        changeRole(db, one, two.id, 'auditor'),
        disableStaff(db, two, one.id),
      ]);
      expect(results.map(({ kind }) => kind).toSorted()).toEqual(['done', 'last_admin']);
    }
  });
});

test.each([
  ['a new role', (actor: Actor, id: string) => changeRole(database.db, actor, id, 'auditor')],
  ['being disabled', (actor: Actor, id: string) => disableStaff(database.db, actor, id)],
  ['a reset', (actor: Actor, id: string) => resetStaff(database.db, actor, id)],
])('%s ends every session of that member and nobody else’s', async (_what, change) => {
  const { db } = database;
  const [admin, member] = [await newMember('admin'), await newMember('operator')];
  await Promise.all([admin.id, member.id, member.id].map(openSession));
  await change(admin, member.id);
  expect(await db.staffSession.count({ where: { staffId: member.id, revokedAt: null } })).toBe(0);
  expect(await db.staffSession.count({ where: { staffId: admin.id, revokedAt: null } })).toBe(1);
});

test('a reset leaves neither password nor second factor', async () => {
  const { db } = database;
  const [admin, member] = [await newMember('admin'), await newMember('operator')];
  await db.staff.update({ where: { id: member.id }, data: { recoveryHashes: ['x'] } });
  const result = await resetStaff(db, admin, member.id);
  if (result.kind !== 'reset') throw new Error(result.kind);
  expect(await db.staff.findUniqueOrThrow({ where: { id: member.id } })).toMatchObject({
    passwordHash: null,
    totpSealed: null,
    recoveryHashes: [],
    inviteHash: hashInvite(result.token),
  });
});

test('nobody changes their own rights, and somebody who is not there is not found', async () => {
  const { db } = database;
  const [admin] = [await newMember('admin'), await newMember('admin')];
  expect(await changeRole(db, admin, admin.id, 'auditor')).toEqual({ kind: 'own_account' });
  expect(await disableStaff(db, admin, crypto.randomUUID())).toEqual({ kind: 'not_found' });
});

test('who was disabled comes back as they were', async () => {
  const { db } = database;
  const [admin, member] = [await newMember('admin'), await newMember('operator')];
  await disableStaff(db, admin, member.id);
  await enableStaff(db, admin, member.id);
  expect(await db.staff.findUniqueOrThrow({ where: { id: member.id } })).toMatchObject({
    disabledAt: null,
    role: 'operator',
    passwordHash: 'x',
  });
});

test.each(['auditor', 'operator'] as const)('an %s changes nobody', async (role) => {
  const { db } = database;
  const [actor, member] = [await newMember(role), await newMember('auditor')];
  const forbidden = { kind: 'forbidden', permission: 'staff.edit' };
  expect(await inviteStaff(db, actor, { email: 'a@example.com', role: 'admin' })).toEqual(forbidden);
  expect(await changeRole(db, actor, member.id, 'admin')).toEqual(forbidden);
  expect(await resetStaff(db, actor, member.id)).toEqual(forbidden);
});
