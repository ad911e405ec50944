import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '../audit/write.ts';
import { appNow, moveClock } from '../clock.ts';
import { DAY_MS, nextMidnight } from '../domain/calendar.ts';
import { demoPolicy, type Policy } from '../domain/policy.ts';
import { claim } from '../ledger/claim.ts';
import { renew } from '../ledger/renew.ts';
import { checkLedgers, everyoneIsPro, makeRunning, makeUsers } from '../ledger/testing.ts';
import { joinWaitingList, readWaitingPlace } from '../ledger/waiting-list.ts';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import { readCampaign, readOffers } from '../views/campaign.ts';
import {
  changeStock,
  cloneCampaign,
  createCampaign,
  editCampaign,
  endCampaign,
  pauseCampaign,
  publishCampaign,
  resumeCampaign,
  type CampaignResult,
} from './campaigns.ts';
import type { CampaignRecord } from './campaign-record.ts';
import type { Forbidden } from './operate.ts';

let database: TestDatabase;
beforeAll(async () => (database = await createTestDatabase({ max: 20 })));
afterEach(async () => {
  await moveClock(database.db, 'reset');
  await checkLedgers(database.db);
});
afterAll(() => database.drop());

const admin: Actor = { kind: 'staff', id: 'a', name: 'ops@example.com', role: 'admin', address: '::1' };
const name = { zh: '活动', en: 'Campaign' };
let made = 0;

function saved(result: CampaignResult | Forbidden): CampaignRecord {
  if (result.kind !== 'saved') throw new Error(JSON.stringify(result));
  return result.campaign;
}

async function draft({ stock = 5 as number | null, policy = {} as Partial<Policy> } = {}) {
  const rules = { ...demoPolicy(await appNow(database.db)), ...policy };
  return saved(await createCampaign(database.db, admin, { slug: `c-${++made}`, name, policy: rules, stock }));
}

async function published(options: Parameters<typeof draft>[0] = {}) {
  return saved(await publishCampaign(database.db, admin, await draft(options)));
}

const take = async (campaignId: string) => {
  const [userId] = await makeUsers(database.db, 1);
  return claim(database.db, everyoneIsPro, { userId: userId!, campaignId });
};
const lastAudit = () => database.db.auditEntry.findFirstOrThrow({ orderBy: { id: 'desc' } });

describe('from a draft to its end', () => {
  test('a draft is unknown to subscribers until it is published, and an ended one gives no claims', async () => {
    const { db } = database;
    const campaign = await draft();
    expect(await readCampaign(db, campaign.slug)).toBeNull();
    expect(await take(campaign.id)).toMatchObject({ refusal: { reason: 'campaign_unknown' } });
    const shown = saved(await publishCampaign(db, admin, campaign));
    expect(await readCampaign(db, campaign.slug)).toMatchObject({ state: 'open' });
    expect(await take(campaign.id)).toMatchObject({ kind: 'claimed' });
    const paused = saved(await pauseCampaign(db, admin, shown));
    expect(await take(campaign.id)).toMatchObject({ refusal: { reason: 'campaign_paused' } });
    const open = saved(await resumeCampaign(db, admin, paused));
    expect(await take(campaign.id)).toMatchObject({ kind: 'claimed' });
    const ended = saved(await endCampaign(db, admin, { ...open, reason: 'budget' }));
    expect(await take(campaign.id)).toMatchObject({ refusal: { reason: 'campaign_ended' } });
    expect(await lastAudit()).toMatchObject({
      action: 'campaign.end',
      reason: 'budget',
      before: { endedAt: null },
    });
    expect(await resumeCampaign(db, admin, ended)).toEqual({ kind: 'wrong_state', state: 'ended' });
  });

  test('published for later, it appears by itself at that time', async () => {
    const { db } = database;
    const at = new Date((await appNow(db)).getTime() + DAY_MS);
    const planned = saved(await publishCampaign(db, admin, { ...(await draft()), at }));
    expect(await readCampaign(db, planned.slug)).toBeNull();
    expect(await take(planned.id)).toMatchObject({ refusal: { reason: 'campaign_unknown' } });
    const taken = saved(await publishCampaign(db, admin, { ...planned, at: null }));
    expect(taken.publishedAt).toBeNull();
    saved(await publishCampaign(db, admin, { ...taken, at }));
    await moveClock(db, { byMs: DAY_MS });
    expect(await take(planned.id)).toMatchObject({ kind: 'claimed' });
  });

  test('granted days go on while claims are paused and after an early end', async () => {
    const { db } = database;
    const { campaign, userId, entitlementId } = await makeRunning(db);
    const paused = saved(await pauseCampaign(db, admin, campaign));
    saved(await endCampaign(db, admin, paused));
    const click = { userId, entitlementId, mode: 'one', seenGrants: 1 } as const;
    expect(await renew(db, everyoneIsPro, click)).toMatchObject({ kind: 'renewed', days: 1 });
  });

  test('a clone is a draft with the same rules, claimed by nobody', async () => {
    const { db } = database;
    const source = await published({ policy: { bankDaysMax: 3 } });
    await take(source.id);
    const copy = saved(await cloneCampaign(db, admin, { id: source.id, slug: 'copy' }));
    expect(copy).toMatchObject({ slug: 'copy', claimed: 0, publishedAt: null, policy: { bankDaysMax: 3 } });
    expect(await cloneCampaign(db, admin, { id: source.id, slug: 'copy' })).toMatchObject({
      kind: 'slug_taken',
    });
    expect(await cloneCampaign(db, admin, { id: 'no', slug: 'x' })).toEqual({ kind: 'not_found' });
  });
});

describe('an edit', () => {
  test('of a public campaign begins to hold at the next midnight, for claims, renewals and pages at once', async () => {
    const { db } = database;
    const campaign = await published();
    const policy = { ...campaign.policy, firstGrantDays: 3 };
    const edited = saved(await editCampaign(db, admin, { ...campaign, policy }));
    expect(edited).toMatchObject({ policy: { firstGrantDays: 1 }, nextPolicy: { firstGrantDays: 3 } });
    const today = await take(campaign.id);
    await moveClock(db, { byMs: nextMidnight(edited.now, policy.zone).getTime() - Date.now() + 60_000 });
    const tomorrow = await take(campaign.id);
    const days = async (result: object) =>
      (
        await db.entitlement.findUniqueOrThrow({
          where: { id: (result as { entitlementId: string }).entitlementId },
        })
      ).grantedDays;
    expect([await days(today), await days(tomorrow)]).toEqual([1, 3]);
    expect(await readCampaign(db, campaign.slug)).toMatchObject({
      policy: { firstGrantDays: 3 },
      nextPolicy: null,
    });
    // the next edit starts from what holds now
    const again = { ...edited, policy: { ...policy, bankDaysMax: 9 } };
    expect(saved(await editCampaign(db, admin, again)).policy.firstGrantDays).toBe(3);
  });

  test('needs the version that its page showed: of two editors the second is told how it is now', async () => {
    const { db } = database;
    const campaign = await draft();
    const edits = ['A', 'B'].map((en) => editCampaign(db, admin, { ...campaign, name: { zh: '甲', en } }));
    const results = await Promise.all(edits);
    expect(results.map(({ kind }) => kind).sort()).toEqual(['conflict', 'saved']);
    expect(results.find(({ kind }) => kind === 'conflict')).toMatchObject({ campaign: { version: 2 } });
  });

  test('that takes something from people is carried out once its warnings were seen', async () => {
    const { db } = database;
    const campaign = await published();
    const edit = { ...campaign, policy: { ...campaign.policy, tiers: ['max' as const] } };
    expect(await editCampaign(db, admin, edit)).toMatchObject({
      kind: 'unconfirmed',
      warnings: [{ reason: 'tiers_removed', tiers: ['pro'] }],
    });
    expect(
      saved(await editCampaign(db, admin, { ...edit, acknowledged: ['tiers_removed'] })).nextPolicy,
    ).not.toBeNull();
  });

  test('that would strand somebody is refused with the nearest allowed value, which is then accepted', async () => {
    const { db } = database;
    const { campaign } = await makeRunning(db);
    const record = { id: campaign.id, version: campaign.version };
    const now = await appNow(db);
    const policy = { ...demoPolicy(now), claimLastDay: demoPolicy(now).claimFirstDay };
    const short = { ...policy, lastDayOfUse: policy.claimFirstDay };
    const result = await editCampaign(db, admin, { ...record, policy: short });
    if (result.kind !== 'edit_refused') throw new Error(JSON.stringify(result));
    expect(result.problems).toMatchObject([{ reason: 'end_before_expiry', people: 1 }]);
    const nearest = (result.problems[0] as { nearest: string }).nearest;
    const wish = { ...policy, lastDayOfUse: nearest };
    const acknowledged = ['end_earlier', 'claims_end_earlier'] as const;
    saved(await editCampaign(db, admin, { ...record, policy: wish, acknowledged }));
  });

  test('is audited with what was and what is, and one without a change is not', async () => {
    const { db } = database;
    const campaign = await draft();
    const edited = saved(await editCampaign(db, admin, { ...campaign, name: { zh: '春', en: 'Spring' } }));
    expect(await lastAudit()).toMatchObject({
      action: 'campaign.edit',
      subjectId: campaign.id,
      before: { name },
      after: { name: { zh: '春', en: 'Spring' } },
    });
    const entries = await db.auditEntry.count();
    expect(await editCampaign(db, admin, edited)).toMatchObject({ kind: 'saved', changed: false });
    expect(await db.auditEntry.count()).toBe(entries);
  });

  test('gives a public campaign no other address, and nobody another’s', async () => {
    const { db } = database;
    const [one, two] = [await published(), await draft()];
    const fixed = await editCampaign(db, admin, { ...one, slug: 'other' });
    expect(fixed).toEqual({ kind: 'slug_fixed', slug: one.slug });
    expect(await editCampaign(db, admin, { ...two, slug: one.slug })).toEqual({
      kind: 'slug_taken',
      slug: one.slug,
    });
  });
});

describe('stock', () => {
  test('rises at once for who waits first, and never falls below what is claimed or kept', async () => {
    const { db } = database;
    const campaign = await published({ stock: 1, policy: { waitingList: true } });
    await take(campaign.id);
    const [first] = await makeUsers(db, 1);
    const request = { userId: first!, campaignId: campaign.id };
    await joinWaitingList(db, request);
    const raised = saved(await changeStock(db, admin, { ...campaign, stock: 3 }));
    expect(raised).toMatchObject({ stock: 3, claimed: 1, held: 1 });
    expect(await changeStock(db, admin, { ...raised, stock: 1 })).toEqual({
      kind: 'stock_below_claimed',
      claimed: 1,
      held: 1,
      nearest: 2,
    });
    // an offer's time stands still while nobody can claim
    const before = await readWaitingPlace(db, request);
    const paused = saved(await pauseCampaign(db, admin, raised));
    await moveClock(db, { byMs: 2 * DAY_MS });
    saved(await resumeCampaign(db, admin, paused));
    const after = await readWaitingPlace(db, request);
    if (before?.kind !== 'offered' || after?.kind !== 'offered') throw new Error('no offer');
    expect(after.until.getTime() - before.until.getTime()).toBeGreaterThanOrEqual(2 * DAY_MS);
    expect(await claim(db, everyoneIsPro, request)).toMatchObject({ kind: 'claimed' });
  });
});

test('offers are listed best first, and drafts are not', async () => {
  const { db } = database;
  await db.campaign.updateMany({ data: { publishedAt: null } });
  const open = await published();
  const soldOut = await published({ stock: 0 });
  const hidden = await draft();
  const offers = await readOffers(db);
  expect(offers.map(({ slug, state }) => [slug, state])).toEqual([
    [open.slug, 'open'],
    [soldOut.slug, 'sold_out'],
  ]);
  expect(offers.map(({ slug }) => slug)).not.toContain(hidden.slug);
});

test('an auditor changes nothing, an operator ends nothing', async () => {
  const { db } = database;
  const campaign = await published();
  const auditor: Actor = { ...admin, role: 'auditor' };
  const operator: Actor = { ...admin, role: 'operator' };
  expect(await pauseCampaign(db, auditor, campaign)).toMatchObject({ kind: 'forbidden' });
  expect(await endCampaign(db, operator, campaign)).toMatchObject({ kind: 'forbidden' });
});
