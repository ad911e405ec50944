import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { moveClock } from '../clock.ts';
import { DAY_MS } from '../domain/calendar.ts';
import { createInvitations, readInvitations, revokeInvitation } from '../operations/invitations.ts';
import type { Actor } from '../audit/write.ts';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import { claim } from './claim.ts';
import {
  checkLedgers,
  daysLater,
  everyoneIsPro,
  makeCampaign,
  makeUsers,
  nobodyHasAPlan,
} from './testing.ts';

let database: TestDatabase;
beforeAll(async () => (database = await createTestDatabase({ max: 20 })));
afterEach(async () => {
  await moveClock(database.db, 'reset');
  await checkLedgers(database.db);
});
afterAll(() => database.drop());

const operator: Actor = { kind: 'staff', id: 'a', name: 'ops@example.com', role: 'operator', address: '::1' };

async function byInvitation({
  usesMax = 1,
  stock = null as number | null,
  expiresAt = null as Date | null,
} = {}) {
  const { id: campaignId } = await makeCampaign(database.db, { stock, policy: { entry: 'invitation' } });
  const batch = { campaignId, count: 1, usesMax, expiresAt };
  const made = await createInvitations(database.db, operator, batch);
  if (made.kind !== 'created') throw new Error(made.kind);
  return { campaignId, code: made.codes[0]! };
}

const take = (userId: string, campaignId: string, code?: string, source = everyoneIsPro) =>
  claim(database.db, source, { userId, campaignId, code });

describe('a campaign by invitation', () => {
  test('admits a code as people type it, and counts its use with the claim', async () => {
    const { campaignId, code } = await byInvitation();
    const [user, other] = await makeUsers(database.db, 2);
    const typed = ` ${code.slice(0, 5).toLowerCase()}-${code.slice(5)} `;
    expect(await take(user!, campaignId, typed)).toMatchObject({ kind: 'claimed', again: false });
    expect(await take(user!, campaignId)).toMatchObject({ kind: 'claimed', again: true });
    expect(await take(other!, campaignId, code)).toMatchObject({
      refusal: { reason: 'invitation_used_up', uses: 1 },
    });
    expect(await readInvitations(database.db, { campaignId })).toMatchObject([{ code, uses: 1 }]);
  });

  test.each([
    [undefined, 'invitation_missing'],
    ['  ', 'invitation_missing'],
    ['NOSUCHCODE', 'invitation_unknown'],
    ['!'.repeat(5000), 'invitation_unknown'],
  ])('refuses %j: %s', async (code, reason) => {
    const { campaignId } = await byInvitation();
    const [user] = await makeUsers(database.db, 1);
    expect(await take(user!, campaignId, code)).toMatchObject({ refusal: { reason } });
  });

  test('refuses the code of another campaign as unknown', async () => {
    const [mine, theirs] = [await byInvitation(), await byInvitation()];
    const [user] = await makeUsers(database.db, 1);
    const answer = await take(user!, mine.campaignId, theirs.code);
    expect(answer).toMatchObject({ refusal: { reason: 'invitation_unknown' } });
  });

  test('refuses a code whose time is over, and one that was revoked', async () => {
    const { db } = database;
    const expiresAt = daysLater(new Date(), 1);
    const { campaignId, code } = await byInvitation({ expiresAt });
    const revoked = await byInvitation();
    const [user] = await makeUsers(db, 1);
    const [row] = await readInvitations(db, revoked);
    expect(await revokeInvitation(db, operator, { id: row!.id })).toEqual({ kind: 'revoked', again: false });
    expect(await revokeInvitation(db, operator, { id: row!.id })).toEqual({ kind: 'revoked', again: true });
    const refusal = { reason: 'invitation_expired' };
    expect(await take(user!, revoked.campaignId, revoked.code)).toMatchObject({ refusal });
    await moveClock(db, { byMs: DAY_MS });
    expect(await take(user!, campaignId, code)).toMatchObject({
      refusal: { reason: 'invitation_expired', expiredAt: expiresAt },
    });
  });

  test('a code for 3 with 12 people at once admits 3, with points as with a plan', async () => {
    for (const source of [everyoneIsPro, nobodyHasAPlan]) {
      const { campaignId, code } = await byInvitation({ usesMax: 3 });
      const users = await makeUsers(database.db, 12, { points: 500 });
      const results = await Promise.all(users.map((user) => take(user, campaignId, code, source)));
      expect(results.filter(({ kind }) => kind === 'claimed')).toHaveLength(3);
      expect(await readInvitations(database.db, { campaignId })).toMatchObject([{ uses: 3 }]);
    }
  });

  test('a claim that finds the stock empty uses no code up', async () => {
    const { campaignId, code } = await byInvitation({ usesMax: 9, stock: 2 });
    const users = await makeUsers(database.db, 6);
    const results = await Promise.all(users.map((user) => take(user, campaignId, code)));
    expect(results.filter(({ kind }) => kind === 'claimed')).toHaveLength(2);
    expect(await readInvitations(database.db, { campaignId })).toMatchObject([{ uses: 2 }]);
  });
});

describe('codes', () => {
  test('are made in batches, all different, and audited without being shown', async () => {
    const { db } = database;
    const { id: campaignId } = await makeCampaign(db);
    const made = await createInvitations(db, operator, { campaignId, count: 2_000, note: 'fair' });
    if (made.kind !== 'created') throw new Error(made.kind);
    expect(new Set(made.codes).size).toBe(2_000);
    const audit = await db.auditEntry.findFirstOrThrow({ where: { subjectId: campaignId } });
    expect(audit).toMatchObject({ action: 'invitation.create', after: { count: 2_000, note: 'fair' } });
    expect(JSON.stringify(audit.after)).not.toContain(made.codes[0]);
    const first = await readInvitations(db, { campaignId, limit: 1_500 });
    const rest = await readInvitations(db, { campaignId, after: first.at(-1)!.id, limit: 1_500 });
    expect(new Set([...first, ...rest].map(({ code }) => code))).toEqual(new Set(made.codes));
  });

  test('of one’s own choice are taken once', async () => {
    const { db } = database;
    const { id: campaignId } = await makeCampaign(db);
    const batch = { campaignId, count: 1, code: 'spring-2027', usesMax: 100 };
    expect(await createInvitations(db, operator, batch)).toEqual({ kind: 'created', codes: ['SPRING2027'] });
    expect(await createInvitations(db, operator, batch)).toMatchObject({ kind: 'code_taken' });
    expect(await createInvitations(db, operator, { ...batch, code: '春' })).toEqual({
      kind: 'code_malformed',
    });
  });

  test('asked for again under the same key are the same, by however many at once, and logged once', async () => {
    const { db } = database;
    const { id: campaignId } = await makeCampaign(db);
    const batch = { campaignId, count: 50, key: 'k' };
    const all = await Promise.all([1, 2, 3].map(() => createInvitations(db, operator, batch)));
    all.push(await createInvitations(db, operator, batch));
    for (const each of all) expect(each).toEqual(all[0]);
    const own = { campaignId, count: 1, key: 'own', code: 'autumn-2027' };
    for (let tries = 0; tries < 2; tries += 1)
      expect(await createInvitations(db, operator, own)).toEqual({ kind: 'created', codes: ['AUTUMN2027'] });
    expect(await db.invitationCode.count({ where: { campaignId } })).toBe(51);
    expect(await db.auditEntry.count({ where: { subjectId: campaignId } })).toBe(2);
    const { id: elsewhere } = await makeCampaign(db);
    const other = await createInvitations(db, operator, { ...batch, campaignId: elsewhere });
    expect(other).not.toEqual(all[0]);
  });

  test('cannot be made by an auditor', async () => {
    const { id: campaignId } = await makeCampaign(database.db);
    const auditor: Actor = { ...operator, role: 'auditor' };
    const made = await createInvitations(database.db, auditor, { campaignId, count: 1 });
    expect(made).toMatchObject({ kind: 'forbidden' });
  });
});
