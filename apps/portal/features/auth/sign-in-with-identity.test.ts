import { system } from '@rockpool/db/audit/write';
import { disableStaff, inviteStaff } from '@rockpool/db/operations/staff';
import { createTestDatabase, type TestDatabase } from '@rockpool/db/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signInStaffWithIdentity } from '../console/sign-in/sign-in-with-identity.ts';
import { readStaffSession } from '../console/staff-session.ts';
import { pendingIdentitySeconds, readPendingIdentity, signPendingIdentity } from './pending-identity.ts';
import { readSession } from './session.ts';
import { linkIdentity, signInWithIdentity } from './sign-in-with-identity.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const provider = 'https://id.example.com';
let number = 13_800_000_000;
const newPhone = () => `+86${++number}`;
const signIn = (subject: string, phone: string | null) =>
  signInWithIdentity(database.db, { provider, subject, phone }, 'test');

describe('an identity', () => {
  test('with a verified number makes its user, and finds it again without one', async () => {
    const first = await signIn('anna', newPhone());
    const second = await signIn('anna', null);
    if (first.kind !== 'signed_in' || second.kind !== 'signed_in') throw new Error('not signed in');
    expect(second.userId).toBe(first.userId);
    expect(await readSession(database.db, second.sessionId, second.userId)).not.toBeNull();
  });

  test('finds the user who came by a code before', async () => {
    const { id, phone } = await database.db.user.create({ data: { phone: newPhone() } });
    expect(await signIn('ben', phone)).toMatchObject({ kind: 'signed_in', userId: id });
  });

  test.each([[null], ['not a number'], ['+8601012345678']])(
    'with %j as its number needs one',
    async (phone) => {
      const users = await database.db.user.count();
      expect(await signIn(crypto.randomUUID(), phone)).toEqual({ kind: 'phone_needed' });
      expect(await database.db.user.count()).toBe(users);
    },
  );

  test('is not linked to an account that is deleted in this moment, and free for the next one', async () => {
    const { db } = database;
    const phone = newPhone();
    const { id } = await db.user.create({ data: { phone } });
    const waiting = async () =>
      (
        await db.pool.query(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        )
      ).rowCount;
    const deleting = await db.pool.connect();
    try {
      await deleting.query('begin');
      await deleting.query(
        `update users set deleted_at = app_now(), phone = 'deleted:' || id where id = $1`,
        [id],
      );
      const linking = db.$transaction((tx) => linkIdentity(tx, id, { provider, subject: 'lea' }));
      await expect.poll(waiting).toBe(1);
      await deleting.query('commit');
      expect(await linking).toBe('gone');
    } finally {
      deleting.release();
    }
    expect(await signIn('lea', phone)).toMatchObject({ kind: 'signed_in' });
  });

  test('never takes over an account that has another identity of this provider', async () => {
    const phone = newPhone();
    await signIn('carla', phone);
    expect(await signIn('thief', phone)).toEqual({ kind: 'identity_conflict' });
    expect(await signIn('thief', null)).toEqual({ kind: 'phone_needed' });
  });

  test('of two at once for one number, one is linked', async () => {
    const phone = newPhone();
    await database.db.user.create({ data: { phone } });
    const results = await Promise.all([signIn('dora', phone), signIn('emil', phone)]);
    expect(results.map(({ kind }) => kind).toSorted()).toEqual(['identity_conflict', 'signed_in']);
  });

  test('of somebody else is not linked to this account', async () => {
    const [one, two] = await Promise.all(
      [1, 2].map(() => database.db.user.create({ data: { phone: newPhone() } })),
    );
    const link = (id: string) =>
      database.db.$transaction((tx) => linkIdentity(tx, id, { provider, subject: 'frida' }));
    expect(await link(one!.id)).toBe('linked');
    expect(await link(one!.id)).toBe('linked');
    expect(await link(two!.id)).toBe('conflict');
  });
});

describe('an identity on its way to a number', () => {
  const [secret, nowMs] = ['a secret of the portal', 1_800_000_000_000];
  const text = signPendingIdentity(secret, { provider, subject: 'gina' }, nowMs);

  test('comes back as it went, for ten minutes', () => {
    expect(readPendingIdentity(secret, text, nowMs + 1)).toEqual({ provider, subject: 'gina' });
    expect(readPendingIdentity(secret, text, nowMs + pendingIdentitySeconds * 1000)).toBeNull();
  });

  test.each([
    ['another secret', () => readPendingIdentity('another secret', text, nowMs)],
    ['another body', () => readPendingIdentity(secret, `A${text.slice(1)}`, nowMs)],
    ['no signature', () => readPendingIdentity(secret, text.split('.')[0]!, nowMs)],
    ['nothing', () => readPendingIdentity(secret, '', nowMs)],
  ])('is nobody with %s', (_what, read) => {
    expect(read()).toBeNull();
  });
});

describe('staff by an identity provider', () => {
  const from = { address: '203.0.113.9', userAgent: '' };
  const come = (email: string | null, mfa = false) =>
    signInStaffWithIdentity(database.db, { email, mfa, from });
  const invite = async () => {
    const email = `${crypto.randomUUID()}@example.com`;
    const invited = await inviteStaff(database.db, system, { email, role: 'operator' });
    if (invited.kind !== 'invited') throw new Error(invited.kind);
    return { email, id: invited.staffId };
  };

  test('who was invited joins, with one factor', async () => {
    const { email } = await invite();
    const result = await come(email.toUpperCase());
    if (result.kind !== 'signed_in') throw new Error(result.kind);
    expect(await readStaffSession(database.db, result.token)).toMatchObject({ complete: false, email });
  });

  test('with a trusted second factor they are in', async () => {
    const { email } = await invite();
    const result = await come(email, true);
    if (result.kind !== 'signed_in') throw new Error(result.kind);
    expect(await readStaffSession(database.db, result.token)).toMatchObject({ complete: true });
  });

  test('who was not invited, has no verified address or is disabled is refused', async () => {
    const { email, id } = await invite();
    await disableStaff(database.db, system, id);
    for (const each of ['nobody@example.com', null, email])
      expect(await come(each)).toEqual({ kind: 'refused' });
  });
});
