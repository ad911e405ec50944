import { system } from '@rockpool/db/audit/write';
import { moveClock } from '@rockpool/db/clock';
import { inviteStaff, resetStaff } from '@rockpool/db/operations/staff';
import { createTestDatabase, type TestDatabase } from '@rockpool/db/testing';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { codeAt, joinStaff, testOrigin, testPassword, testRing } from '../testing.ts';
import { readStaffSession } from '../staff-session.ts';
import { offerTotp } from '../second-factor/offer-totp.ts';
import { acceptInvitation, readInvitation } from './invitation.ts';

let database: TestDatabase;
const atMs = 1_800_000_000_000;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
afterEach(() => moveClock(database.db, 'reset'));

async function invite() {
  const invited = await inviteStaff(database.db, system, {
    email: `${crypto.randomUUID()}@example.com`,
    role: 'auditor',
  });
  if (invited.kind !== 'invited') throw new Error(invited.kind);
  return { ...invited, ...offerTotp(testRing, invited.staffId) };
}
type Invited = Awaited<ReturnType<typeof invite>>;
const accept = ({ token, secret, sealed }: Invited, other: { password?: string; sealed?: string } = {}) =>
  acceptInvitation(database.db, testRing, {
    token,
    password: testPassword,
    sealed,
    code: codeAt(secret, atMs),
    realNowMs: atMs,
    from: testOrigin,
    ...other,
  });

test('who accepts is signed in with both factors, and the link is used up', async () => {
  const invited = await invite();
  const results = await Promise.all([accept(invited), accept(invited)]);
  expect(results.map(({ kind }) => kind).toSorted()).toEqual(['joined', 'link_over']);
  const joined = results.find((result) => result.kind === 'joined')!;
  expect(await readStaffSession(database.db, joined.token)).toMatchObject({
    complete: true,
    role: 'auditor',
  });
  expect(new Set(joined.recoveryCodes).size).toBe(10);
  expect(await readInvitation(database.db, invited.token)).toBeNull();
});

test('nothing that was told once is kept as it was told', async () => {
  const { db } = database;
  const { secret, recoveryCodes, actor } = await joinStaff(db, 'auditor', atMs);
  const row = await db.staff.findUniqueOrThrow({ where: { id: actor.id } });
  const text = JSON.stringify(row, (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
  for (const told of [secret, testPassword, ...recoveryCodes]) expect(text).not.toContain(told);
});

test('a link ends after seven days', async () => {
  const invited = await invite();
  await moveClock(database.db, { byMs: 7 * 86_400_000 - 60_000 });
  expect(await readInvitation(database.db, invited.token)).not.toBeNull();
  await moveClock(database.db, { byMs: 60_000 });
  expect(await accept(invited)).toEqual({ kind: 'link_over' });
});

test('a weak password, and a second factor that was offered to somebody else, are refused', async () => {
  const [invited, other] = [await invite(), await invite()];
  expect(await accept(invited, { password: 'password1234' })).toEqual({
    kind: 'weak_password',
    problem: 'common',
  });
  expect(await accept(invited, { sealed: other.sealed })).toEqual({ kind: 'wrong_code' });
  expect(await accept(invited, { sealed: 's1.k1.AAAA' })).toEqual({ kind: 'wrong_code' });
  expect((await accept(invited)).kind).toBe('joined');
});

test('after a reset the old password and the old app open nothing, and the new link makes new ones', async () => {
  const { db } = database;
  const joined = await joinStaff(db, 'operator', atMs);
  const reset = await resetStaff(db, system, joined.actor.id);
  if (reset.kind !== 'reset') throw new Error(reset.kind);
  expect(await readStaffSession(db, joined.token)).toBeNull();
  expect(await readInvitation(db, reset.token)).toMatchObject({ email: joined.email, role: 'operator' });
});
