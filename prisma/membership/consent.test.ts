import { afterAll, beforeAll, expect, test } from 'vitest';
import { claim } from '../ledger/claim.ts';
import { everyoneIsPro, makeCampaign, makeUsers } from '../ledger/testing.ts';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import { consentText, giveConsent, withdrawConsent } from './consent.ts';
import type { MembershipSource } from './source.ts';

let database: TestDatabase;
beforeAll(async () => (database = await createTestDatabase()));
afterAll(() => database.drop());

test('giving and withdrawing are entries with the text’s version, one each, however often they are clicked', async () => {
  const { db } = database;
  const [userId] = await makeUsers(db, 1, { consent: false });
  expect(await Promise.all([1, 2, 3].map(() => giveConsent(db, userId!)))).toContain(true);
  const { consentAt } = await db.user.findUniqueOrThrow({ where: { id: userId! } });
  expect(consentAt).not.toBeNull();
  expect(await giveConsent(db, userId!)).toBe(false);
  expect(await withdrawConsent(db, userId!)).toBe(true);
  expect(await withdrawConsent(db, userId!)).toBe(false);
  const entries = await db.consentEntry.findMany({ where: { userId: userId! }, orderBy: { id: 'asc' } });
  expect(entries).toMatchObject([
    { given: true, textVersion: consentText.version, createdAt: consentAt },
    { given: false, textVersion: consentText.version },
  ]);
});

test('without consent nobody outside is asked, and a plan that was bought here pays all the same', async () => {
  const { db } = database;
  const { id: campaignId } = await makeCampaign(db);
  const [userId] = await makeUsers(db, 1, { consent: false });
  const outside: MembershipSource = { lookup: () => Promise.reject(new Error('asked without consent')) };
  const request = { userId: userId!, campaignId };
  expect(await claim(db, outside, request)).toMatchObject({
    refusal: { reason: 'points_short', plan: { reason: 'consent_missing' } },
  });
  const bought = { ...outside, ownPlan: everyoneIsPro.lookup };
  expect(await claim(db, bought, request)).toMatchObject({ kind: 'claimed', points: 0 });
});
