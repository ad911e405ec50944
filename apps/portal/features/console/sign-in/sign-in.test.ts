import { moveClock } from '@rockpool/db/clock';
import { createTestDatabase, type TestDatabase } from '@rockpool/db/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { limit } from '../../limits/limit.ts';
import { limitTable } from '../../limits/limit-table.ts';
import { showSecondFactor } from '../second-factor/show-second-factor.ts';
import { openStaffSession, readStaffSession } from '../staff-session.ts';
import { codeAt, joinStaff, testOrigin, testPassword, testRing, type Joined } from '../testing.ts';
import { hashPassword, needsRehash, verifyPassword } from './password.ts';
import { signInWithPassword } from './sign-in-with-password.ts';

let database: TestDatabase;
let member: Joined;

const atMs = 1_800_000_000_000;
const nextMs = atMs + 30_000;

let row: Awaited<ReturnType<TestDatabase['db']['staff']['findUniqueOrThrow']>>;
beforeAll(async () => {
  database = await createTestDatabase();
  member = await joinStaff(database.db, 'operator', atMs);
  row = await database.db.staff.findUniqueOrThrow({ where: { id: member.actor.id } });
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.db.rateLimit.deleteMany();
  await database.db.staff.update({ where: { id: row.id }, data: row });
});

async function firstFactor(address = testOrigin.address) {
  const result = await signInWithPassword(
    database.db,
    { email: member.email.toUpperCase(), password: testPassword },
    { ...testOrigin, address },
  );
  if (result.kind !== 'first_factor') throw new Error(result.kind);
  return { token: result.token, staff: (await readStaffSession(database.db, result.token))! };
}
async function second(code: string, realNowMs = nextMs) {
  const token = await openStaffSession(database.db, member.actor.id, testOrigin);
  const staff = (await readStaffSession(database.db, token))!;
  const given = { staff, actor: member.actor, code, realNowMs };
  return { before: token, result: await showSecondFactor(database.db, testRing, given) };
}

describe('a password', () => {
  test('fits its hash, another does not, and a hash tells its parameters', async () => {
    const hash = await hashPassword('päss wörd');
    expect(hash).toMatch(/^scrypt\$16\$8\$1\$/);
    expect(await hashPassword('päss wörd')).not.toBe(hash);
    expect(await verifyPassword('pa\u0308ss wo\u0308rd', hash)).toBe(true);
    expect(await verifyPassword('päss word', hash)).toBe(false);
    expect([needsRehash(hash), needsRehash(hash.replace('$16$', '$14$'))]).toEqual([false, true]);
  });

  test('alone opens a session that is not complete and soon over', async () => {
    const { token, staff } = await firstFactor();
    expect(staff).toMatchObject({ id: member.actor.id, complete: false });
    await moveClock(database.db, { byMs: 11 * 60_000 });
    expect(await readStaffSession(database.db, token)).toBeNull();
    await moveClock(database.db, 'reset');
  });

  test('that is wrong gets the answer and about the work of an address that nobody has', async () => {
    const timed = async (email: string) => {
      const from = process.cpuUsage();
      const result = await signInWithPassword(database.db, { email, password: 'not it' }, testOrigin);
      const { user, system } = process.cpuUsage(from);
      return { result, ms: (user + system) / 1_000 };
    };
    const known = await timed(member.email);
    const unknown = await timed('nobody@example.com');
    expect(known.result).toEqual({ kind: 'refused' });
    expect(unknown.result).toEqual(known.result);
    // without the same work the unknown one would be done fifty times sooner
    expect(unknown.ms).toBeGreaterThan(known.ms / 4);
  });

  test('of somebody disabled is refused, and so is an open session', async () => {
    const { token } = await firstFactor();
    await database.db.staff.update({ where: { id: member.actor.id }, data: { disabledAt: new Date() } });
    expect(await readStaffSession(database.db, token)).toBeNull();
    await expect(firstFactor()).rejects.toThrow('refused');
  });

  test('is refused unseen after too many tries, whatever address they come from', async () => {
    const { db } = database;
    const wrong = { email: member.email, password: 'not it' };
    for (let tries = 1; tries < limitTable['staff.sign-in.account'].points; tries++)
      await limit(db, 'staff.sign-in.account', member.email);
    expect((await signInWithPassword(db, wrong, { ...testOrigin, address: '198.51.100.1' })).kind).toBe(
      'refused',
    );
    await expect(firstFactor('198.51.100.2')).rejects.toThrow('too_many');
  });

  test('is heard from an address that the member comes from, however many tries strangers use up', async () => {
    const { db } = database;
    for (let tries = 0; tries < limitTable['staff.sign-in.account'].points; tries++) {
      await limit(db, 'staff.sign-in.account', member.email);
      await limit(db, 'staff.sign-in.account', `known ${member.email} ${testOrigin.address}`);
    }
    expect((await firstFactor()).staff.id).toBe(member.actor.id);
    await expect(firstFactor('198.51.100.2')).rejects.toThrow('too_many');
    for (let tries = 0; tries < limitTable['staff.sign-in.account'].points; tries++)
      await signInWithPassword(db, { email: member.email, password: 'not it' }, testOrigin);
    await expect(firstFactor()).rejects.toThrow('too_many');
  });
});

describe('the second factor', () => {
  test('opens the console by a new token, and the first one is worthless', async () => {
    const { before, result } = await second(codeAt(member.secret, nextMs));
    if (result.kind !== 'complete') throw new Error(result.kind);
    expect(await readStaffSession(database.db, result.token)).toMatchObject({ complete: true });
    expect(await readStaffSession(database.db, before)).toBeNull();
    expect(result.recoveryLeft).toBeNull();
  });

  test.each([
    ['a step behind', -30_000],
    ['a step ahead', 30_000],
  ])('takes the code of a clock that is %s', async (_what, byMs) => {
    const laterMs = atMs + 90_000;
    expect((await second(codeAt(member.secret, laterMs + byMs), laterMs)).result.kind).toBe('complete');
  });

  test.each([
    ['that was used to join', () => codeAt(member.secret, atMs)],
    ['of two steps ahead', () => codeAt(member.secret, nextMs + 60_000)],
    ['of another app', () => codeAt('A'.repeat(32), nextMs)],
    ['that is none', () => 'abcdef'],
    ['that is very long', () => '1'.repeat(100_000)],
  ])('refuses a code %s', async (_what, code) => {
    expect((await second(code())).result).toEqual({ kind: 'wrong_code' });
  });

  test('takes a code once, also when it is sent twice at the same moment', async () => {
    const code = codeAt(member.secret, nextMs);
    const results = await Promise.all([second(code), second(code)]);
    expect(results.map(({ result }) => result.kind).toSorted()).toEqual(['complete', 'wrong_code']);
  });

  test('takes each recovery code once, however it is typed, and no other member’s', async () => {
    const [code] = member.recoveryCodes;
    const typed = code!.toUpperCase().replaceAll('-', ' ');
    const results = await Promise.all([second(typed), second(code!)]);
    expect(results.map(({ result }) => result.kind).toSorted()).toEqual(['complete', 'wrong_code']);
    expect(results.find(({ result }) => result.kind === 'complete')?.result).toMatchObject({
      recoveryLeft: 9,
    });
    const other = await joinStaff(database.db, 'operator', atMs);
    expect((await second(other.recoveryCodes[0]!)).result.kind).toBe('wrong_code');
  });

  test('is not tried for ever', async () => {
    const { points } = limitTable['staff.second-factor'];
    const token = await openStaffSession(database.db, member.actor.id, testOrigin);
    const staff = (await readStaffSession(database.db, token))!;
    const attempt = (code: string) =>
      showSecondFactor(database.db, testRing, { staff, actor: member.actor, code, realNowMs: nextMs });
    for (let tries = 0; tries < points; tries++) await attempt('000000');
    expect(await attempt(codeAt(member.secret, nextMs))).toMatchObject({ kind: 'too_many' });
  });

  test('is in the audit log, without the code', async () => {
    await second(codeAt(member.secret, nextMs));
    const entry = await database.db.auditEntry.findFirstOrThrow({
      where: { actorId: member.actor.id },
      orderBy: { id: 'desc' },
    });
    expect(entry).toMatchObject({ action: 'staff.sign-in', address: testOrigin.address, after: null });
  });
});
