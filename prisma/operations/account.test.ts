import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Actor } from '../audit/write.ts';
import { claim } from '../ledger/claim.ts';
import { grantDays } from '../ledger/grant.ts';
import { addPoints } from '../ledger/points.ts';
import { checkLedgers, everyoneIsPro, makeCampaign, makeRunning, makeUsers } from '../ledger/testing.ts';
import { joinWaitingList, offerPlaces, readWaitingPlace } from '../ledger/waiting-list.ts';
import { giveConsent } from '../membership/consent.ts';
import { parseKeyRing } from '../secrets.ts';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import { readAccountExport } from '../views/account-export.ts';
import { deleteAccount, linkFormerAccount } from './account.ts';
import { recoverInstance } from './instances.ts';

let database: TestDatabase;
beforeAll(async () => (database = await createTestDatabase()));
afterEach(() => checkLedgers(database.db));
afterAll(() => database.drop());

const ring = parseKeyRing(`k:${Buffer.alloc(32, 7).toString('base64')}`);
const operator: Actor = { kind: 'staff', id: 's', name: 'ops', role: 'operator', address: '' };
const phoneOf = async (id: string) => (await database.db.user.findUniqueOrThrow({ where: { id } })).phone;
const remove = (userId: string, typedPhone: string) =>
  deleteAccount(database.db, ring, { userId, address: '203.0.113.9', typedPhone });

test('a deleted account keeps its ledgers without the number, its sessions end and its computer goes', async () => {
  const { db } = database;
  const { userId, instanceId, entitlementId } = await makeRunning(db);
  const phone = await phoneOf(userId);
  await db.session.create({ data: { userId, userAgent: 'Firefox', expiresAt: new Date('2100-01-01') } });
  await db.identity.create({ data: { provider: 'p', subject: userId, userId } });
  await db.membershipAnswer.create({ data: { phone, tier: 'pro', checkedAt: new Date() } });
  const code = { addressHash: 'a', codeHash: 'c', expiresAt: new Date('2100-01-01') };
  await db.signInCode.create({ data: { phone, ...code } });

  expect(await remove(userId, '13800000000')).toEqual({ kind: 'phone_differs' });
  expect(await phoneOf(userId)).toBe(phone);
  const twice = await Promise.all([remove(userId, phone), remove(userId, phone)]);
  expect(twice.map((each) => each.kind === 'deleted' && each.again).sort()).toEqual([false, true]);

  const user = await db.user.findUniqueOrThrow({ where: { id: userId }, include: { sessions: true } });
  expect(user).toMatchObject({
    phone: `deleted:${userId}`,
    consentAt: null,
    deletedAt: expect.any(Date) as Date,
  });
  expect(user.sessions).toMatchObject([{ userAgent: '', revokedAt: expect.any(Date) as Date }]);
  expect(await db.dayEntry.count({ where: { entitlementId } })).toBe(1);
  expect(await db.identity.count({ where: { userId } })).toBe(0);
  expect(await db.modelSetting.count({ where: { instanceId } })).toBe(0);
  expect(await db.speechSetting.count({ where: { instanceId } })).toBe(0);
  expect((await db.instance.findUniqueOrThrow({ where: { id: instanceId } })).removalAt).not.toBeNull();
  const jobs = await db.$queryRaw`select from graphile_worker.jobs where key = ${`reconcile:${instanceId}`}`;
  expect(jobs).toHaveLength(1);
  const [stored] = await db.$queryRaw<{ n: number }[]>`
    select (select count(*) from users where phone = ${phone})::int
      + (select count(*) from entitlements where phone = ${phone})::int
      + (select count(*) from membership_answers where phone = ${phone})::int
      + (select count(*) from sign_in_codes where phone = ${phone})::int
      + (select count(*) from audit_entries a where a::text like ${`%${phone.slice(1)}%`})::int as n`;
  expect(stored!.n).toBe(0);
  // how many codes an address asked for still counts
  expect(await db.signInCode.count({ where: { addressHash: code.addressHash } })).toBe(1);
});

test('the number signs up anew, claims what it had not claimed, and nothing twice', async () => {
  const { db } = database;
  const { userId, campaign } = await makeRunning(db);
  const phone = await phoneOf(userId);
  await remove(userId, phone);
  const other = await makeCampaign(db);
  const anew = await db.user.create({ data: { phone, consentAt: new Date() } });
  await linkFormerAccount(db, ring, anew.id);
  await linkFormerAccount(db, ring, anew.id);
  const take = (campaignId: string) => claim(db, everyoneIsPro, { userId: anew.id, campaignId });
  expect(await take(campaign.id)).toEqual({ kind: 'refused', refusal: { reason: 'phone_used' } });
  expect(await take(other.id)).toMatchObject({ kind: 'claimed' });
  // and the same again for the second account
  expect(await remove(anew.id, phone)).toMatchObject({ kind: 'deleted' });
  const third = await db.user.create({ data: { phone, consentAt: new Date() } });
  await linkFormerAccount(db, ring, third.id);
  for (const { id } of [campaign, other])
    expect(await claim(db, everyoneIsPro, { userId: third.id, campaignId: id })).toMatchObject({
      refusal: { reason: 'phone_used' },
    });
  const [stranger] = await makeUsers(db, 1);
  await linkFormerAccount(db, ring, stranger!);
  expect(await claim(db, everyoneIsPro, { userId: stranger!, campaignId: campaign.id })).toMatchObject({
    kind: 'claimed',
  });
});

const waiting = async () => {
  const { rows } = await database.db.pool.query(
    `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rows.length;
};

test('a claim that meets the deletion of its account leaves no number behind', async () => {
  const { db } = database;
  const { id: campaignId } = await makeCampaign(db);
  const [userId] = await makeUsers(db, 1);
  const phone = await phoneOf(userId!);
  const deleting = await db.pool.connect();
  try {
    await deleting.query('begin');
    await deleting.query(`update users set phone = 'deleted:' || id, deleted_at = app_now() where id = $1`, [
      userId,
    ]);
    const claiming = claim(db, everyoneIsPro, { userId: userId!, campaignId });
    await expect.poll(waiting).toBe(1);
    await deleting.query('commit');
    expect(await claiming).toMatchObject({ kind: 'refused' });
  } finally {
    deleting.release();
  }
  expect(await db.entitlement.count({ where: { phone } })).toBe(0);
});

test('a deletion that meets the first claim of its account takes the new computer along', async () => {
  const { db } = database;
  const { id: campaignId } = await makeCampaign(db);
  const [userId] = await makeUsers(db, 1);
  const phone = await phoneOf(userId!);
  const holding = await db.pool.connect();
  try {
    await holding.query('begin');
    await holding.query('select from campaigns where id = $1 for update', [campaignId]);
    const claiming = claim(db, everyoneIsPro, { userId: userId!, campaignId });
    await expect.poll(waiting).toBe(1);
    const deleting = remove(userId!, phone);
    await expect.poll(waiting).toBe(2);
    await holding.query('commit');
    expect(await claiming).toMatchObject({ kind: 'claimed' });
    expect(await deleting).toEqual({ kind: 'deleted', again: false });
  } finally {
    holding.release();
  }
  const instance = await db.instance.findUniqueOrThrow({ where: { userId: userId! } });
  expect(instance.removalAt).not.toBeNull();
  expect(await db.entitlement.count({ where: { phone } })).toBe(0);
});

test('a payment, a grant and an operator’s wish that come after the deletion do not bring the computer back', async () => {
  const { db } = database;
  const { userId, instanceId, entitlementId } = await makeRunning(db);
  await remove(userId, await phoneOf(userId));
  const removal = async () => {
    const { removalAt } = await db.instance.findUniqueOrThrow({ where: { id: instanceId } });
    return removalAt !== null;
  };
  await addPoints(db, { userId, points: 100, reason: 'purchase', key: `late:${userId}` });
  expect(await removal()).toBe(true);
  await grantDays(db, { entitlementId, days: 1, key: 'late', note: '' });
  expect(await removal()).toBe(true);
  expect(await recoverInstance(db, operator, { instanceId, reason: 'x' })).toMatchObject({ kind: 'refused' });
  expect(await removal()).toBe(true);
});

test('a claim that comes after the deletion, from a page that was still open, is refused', async () => {
  const { db } = database;
  const { userId, instanceId } = await makeRunning(db);
  await remove(userId, await phoneOf(userId));
  // as if it had been looked up a moment before
  await db.user.update({ where: { id: userId }, data: { consentAt: new Date() } });
  const { id: campaignId } = await makeCampaign(db);
  expect(await claim(db, everyoneIsPro, { userId, campaignId })).toMatchObject({ kind: 'refused' });
  expect((await db.instance.findUniqueOrThrow({ where: { id: instanceId } })).removalAt).not.toBeNull();
});

test('a wish to bring a computer back that waits while its account is deleted is refused', async () => {
  const { db } = database;
  const { userId, instanceId } = await makeRunning(db);
  const deleting = await db.pool.connect();
  try {
    await deleting.query('begin');
    await deleting.query('update users set deleted_at = app_now() where id = $1', [userId]);
    await deleting.query('update instances set removal_at = app_now() where id = $1', [instanceId]);
    const recovering = recoverInstance(db, operator, { instanceId, reason: 'x' });
    await expect.poll(waiting).toBe(1);
    await deleting.query('commit');
    expect(await recovering).toMatchObject({ kind: 'refused', refusal: { reason: 'removed' } });
  } finally {
    deleting.release();
  }
  expect((await db.instance.findUniqueOrThrow({ where: { id: instanceId } })).removalAt).not.toBeNull();
});

test('an account whose subscription renews is not deleted, one that is cancelled is', async () => {
  const { db } = database;
  const [userId] = await makeUsers(db, 1);
  const at = new Date('2030-01-01');
  const plan = {
    tier: 'pro',
    interval: 'month',
    lookupKey: 'pro_month',
    currentPeriodEnd: at,
    createdAt: at,
  };
  await db.subscription.create({ data: { id: `sub_${userId}`, userId: userId!, state: 'active', ...plan } });
  const phone = await phoneOf(userId!);
  expect(await remove(userId!, phone)).toEqual({ kind: 'subscription_active' });
  await db.subscription.updateMany({ where: { userId: userId! }, data: { cancelAtPeriodEnd: true } });
  expect(await remove(userId!, phone)).toMatchObject({ kind: 'deleted' });
});

test('a place that was kept for a deleted account goes to the next in line', async () => {
  const { db } = database;
  const { id } = await makeCampaign(db, { stock: 1, policy: { waitingList: true } });
  const [owner, first, second] = await makeUsers(db, 3);
  await claim(db, everyoneIsPro, { userId: owner!, campaignId: id });
  for (const userId of [first!, second!]) await joinWaitingList(db, { userId, campaignId: id });
  await db.campaign.update({ where: { id }, data: { stock: 2 } });
  await remove(first!, await phoneOf(first!));
  expect(await readWaitingPlace(db, { userId: second!, campaignId: id })).toMatchObject({ kind: 'offered' });
});

test('who asks to wait, or allows the check, while the account is deleted does neither', async () => {
  const { db } = database;
  const { id: campaignId } = await makeCampaign(db, { stock: 0, policy: { waitingList: true } });
  const [userId] = await makeUsers(db, 1, { consent: false });
  const deleting = await db.pool.connect();
  try {
    await deleting.query('begin');
    await deleting.query('select from users where id = $1 for update', [userId]);
    await deleting.query('update users set deleted_at = app_now() where id = $1', [userId]);
    const joining = joinWaitingList(db, { userId: userId!, campaignId });
    const allowing = giveConsent(db, userId!);
    await expect.poll(waiting).toBe(2);
    await deleting.query('commit');
    expect(await joining).toMatchObject({ kind: 'refused' });
    expect(await allowing).toBe(false);
  } finally {
    deleting.release();
  }
  expect(await db.waitingEntry.count({ where: { userId: userId! } })).toBe(0);
  expect(await db.consentEntry.count({ where: { userId: userId! } })).toBe(0);
});

test('two who wait in the same lines are deleted at once, and each line goes on', async () => {
  const { db } = database;
  const options = { stock: 1, policy: { waitingList: true } };
  const made = [await makeCampaign(db, options), await makeCampaign(db, options)];
  const [low, high] = made.map(({ id }) => id).sort();
  const [holder, first, second, next] = await makeUsers(db, 4);
  for (const campaignId of [low!, high!]) await claim(db, everyoneIsPro, { userId: holder!, campaignId });
  const join = (userId: string, campaignId: string) => joinWaitingList(db, { userId, campaignId });
  const offer = (campaignId: string) => db.campaign.update({ where: { id: campaignId }, data: { stock: 2 } });
  // the first is offered a place of the later campaign, the second one of the earlier
  for (const userId of [second!, first!, next!]) await join(userId, low!);
  for (const userId of [first!, second!, next!]) await join(userId, high!);
  for (const id of [low!, high!]) {
    await offer(id);
    await offerPlaces(db, id);
  }
  const phones = [await phoneOf(first!), await phoneOf(second!)];
  const holding = await db.pool.connect();
  try {
    await holding.query('begin');
    await holding.query('select from campaigns where id = $1 for update', [low]);
    const deletions = [remove(second!, phones[1]!)];
    await expect.poll(waiting).toBe(1);
    deletions.push(remove(first!, phones[0]!));
    await expect.poll(waiting).toBe(2);
    await holding.query('commit');
    expect((await Promise.all(deletions)).map(({ kind }) => kind)).toEqual(['deleted', 'deleted']);
  } finally {
    holding.release();
  }
  for (const campaignId of [low!, high!])
    expect(await readWaitingPlace(db, { userId: next!, campaignId })).toMatchObject({ kind: 'offered' });
});

test('an export has everything of its user, no secret and nothing of others', async () => {
  const { db } = database;
  const { userId, instanceId, campaign } = await makeRunning(db, { points: 300 });
  const other = await makeRunning(db);
  const session = await db.session.create({ data: { userId, expiresAt: new Date('2100-01-01') } });
  const data = await readAccountExport(db, userId);
  expect(data).toMatchObject({
    profile: { id: userId, phone: await phoneOf(userId) },
    entitlements: [{ campaign: campaign.slug, grantedDays: 1, days: [{ days: 1, reason: 'claim' }] }],
    points: [{ points: 300 }],
    computer: {
      ...{ id: instanceId, model: { model: 'm' }, speech: { hearingModel: 'h' } },
      channels: [{ channel: 'feishu' }],
    },
  });
  const text = JSON.stringify(data);
  for (const absent of ['sealed', session.id, other.userId, other.instanceId, await phoneOf(other.userId)])
    expect(text).not.toContain(absent);
  expect(await readAccountExport(db, crypto.randomUUID())).toBeNull();
});
