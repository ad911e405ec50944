import { createTestDatabase, type TestDatabase } from '@rockpool/db/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { enrolTotp } from '../second-factor/enrol-totp.ts';
import { offerTotp } from '../second-factor/offer-totp.ts';
import {
  completeStaffSession,
  insertStaffSession,
  readStaffSession,
  revokeStaffSessions,
} from '../staff-session.ts';
import { codeAt, joinStaff, testOrigin, testPassword, testRing, type Joined } from '../testing.ts';
import { changePassword } from './change-password.ts';
import { listStaffSessions } from './list-staff-sessions.ts';

let database: TestDatabase;
let member: Joined;
let other: Joined;
const atMs = 1_800_000_000_000;

beforeAll(async () => {
  database = await createTestDatabase();
  [member, other] = [
    await joinStaff(database.db, 'operator', atMs),
    await joinStaff(database.db, 'operator', atMs),
  ];
});
afterAll(() => database.drop());
beforeEach(() => database.db.rateLimit.deleteMany());

/** A session with both factors, or with one. */
async function session(of: Joined, isComplete = true) {
  const { id, token } = await insertStaffSession(database.db.pool, of.actor.id, testOrigin);
  const now = isComplete ? (await completeStaffSession(database.db.pool, id))! : token;
  return { token: now, staff: (await readStaffSession(database.db, now))! };
}

test('a member sees and ends their own sessions, and nobody else’s', async () => {
  const { db } = database;
  const [mine, phone, theirs] = [await session(member), await session(member), await session(other)];
  const listed = await listStaffSessions(db, member.actor.id, mine.staff.sessionId);
  expect(listed[0]).toMatchObject({ current: true, address: testOrigin.address });
  expect(listed.map(({ id }) => id)).not.toContain(theirs.staff.sessionId);
  expect(await revokeStaffSessions(db, member.actor.id, { only: theirs.staff.sessionId })).toBe(0);
  await revokeStaffSessions(db, member.actor.id, { allBut: mine.staff.sessionId });
  expect(await readStaffSession(db, phone.token)).toBeNull();
  expect(await readStaffSession(db, mine.token)).not.toBeNull();
  expect(await readStaffSession(db, theirs.token)).not.toBeNull();
});

test('a password changes only by the one before, and signs the other devices out', async () => {
  const { db } = database;
  const [mine, phone] = [await session(member), await session(member)];
  const change = (before: string, after: string) =>
    changePassword(db, { staff: mine.staff, actor: member.actor, before, after });
  expect(await change('not it', 'a new one that is long')).toEqual({ kind: 'wrong_password' });
  expect(await change(testPassword, 'short')).toEqual({ kind: 'weak_password', problem: 'too_short' });
  expect(await readStaffSession(db, phone.token)).not.toBeNull();
  expect(await change(testPassword, 'a new one that is long')).toEqual({ kind: 'changed' });
  expect(await readStaffSession(db, phone.token)).toBeNull();
  expect(await readStaffSession(db, mine.token)).not.toBeNull();
});

test('who has shown one factor does not replace the other, who has shown both does', async () => {
  const { db } = database;
  const enrol = async (isComplete: boolean) => {
    const { staff } = await session(other, isComplete);
    const { secret, sealed } = offerTotp(testRing, staff.id);
    const code = codeAt(secret, atMs);
    return enrolTotp(db, testRing, { staff, actor: other.actor, sealed, code, realNowMs: atMs });
  };
  expect(await enrol(false)).toEqual({ kind: 'not_allowed' });
  const before = await db.staff.findUniqueOrThrow({ where: { id: other.actor.id } });
  const result = await enrol(true);
  if (result.kind !== 'enrolled') throw new Error(result.kind);
  const after = await db.staff.findUniqueOrThrow({ where: { id: other.actor.id } });
  expect(after.totpSealed).not.toBe(before.totpSealed);
  expect(after.recoveryHashes.filter((hash) => before.recoveryHashes.includes(hash))).toEqual([]);
});
