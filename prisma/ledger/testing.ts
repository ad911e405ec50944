import type { Db } from '../client.ts';
import { appNow } from '../clock.ts';
import { DAY_MS } from '../domain/calendar.ts';
import type { MembershipAnswer } from '../domain/payment.ts';
import { demoPolicy, type Policy } from '../domain/policy.ts';
import type { MembershipSource } from '../membership/source.ts';
import { claim } from './claim.ts';
import { startFirstDay } from './first-run.ts';

let made = 0;

/** A campaign open now. */
export async function makeCampaign(
  db: Db,
  { stock = null as number | null, policy = {} as Partial<Policy> } = {},
) {
  return db.campaign.create({
    data: {
      slug: `campaign-${++made}`,
      name: { zh: '活动', en: 'Campaign' },
      policy: { ...demoPolicy(await appNow(db)), ...policy },
      stock,
    },
  });
}

/** Users who allow the membership check. */
export async function makeUsers(
  db: Db,
  count: number,
  { points = 0, consent = true } = {},
): Promise<string[]> {
  const users = await db.user.createManyAndReturn({
    data: Array.from({ length: count }, () => ({
      phone: `+86139${String(++made).padStart(8, '0')}`,
      consentAt: consent ? new Date() : null,
    })),
  });
  if (points > 0)
    await db.pointEntry.createMany({
      data: users.map(({ id }) => ({ userId: id, points, reason: 'operator', key: `given:${id}` })),
    });
  return users.map((user) => user.id);
}

const answering = (answer: MembershipAnswer): MembershipSource => ({ lookup: () => Promise.resolve(answer) });

/** Sources that say the same of every number. */
export const everyoneIsPro = answering({
  kind: 'member',
  member: { tier: 'pro', validUntil: null, source: 'test', checkedAt: new Date(0) },
});
export const nobodyHasAPlan = answering({ kind: 'unknown', source: 'test' });
export const sourceIsDown = answering({ kind: 'unavailable', source: 'test', last: null });

/** An entitlement that has begun to run and is configured. */
export async function makeRunning(
  db: Db,
  { points = 0, policy = {} as Partial<Policy>, source = everyoneIsPro } = {},
) {
  const campaign = await makeCampaign(db, { policy });
  const [userId] = await makeUsers(db, 1, { points });
  const claimed = await claim(db, source, { userId: userId!, campaignId: campaign.id });
  if (claimed.kind === 'refused') throw new Error(`the claim was refused: ${claimed.refusal.reason}`);
  const { entitlementId, instanceId } = claimed;
  await startFirstDay(db, instanceId);
  await configure(db, instanceId);
  return { userId: userId!, entitlementId, instanceId, campaign };
}

/** Model, speech and channel as if the portal's checks had accepted them. */
export async function configure(db: Db, instanceId: string): Promise<void> {
  const acceptedAt = await appNow(db);
  const model = {
    preset: 'custom',
    baseUrl: 'http://model.test',
    model: 'm',
    keySealed: 'sealed',
    acceptedAt,
  };
  await db.modelSetting.create({ data: { instanceId, ...model } });
  const speech = { preset: 'model', baseUrl: model.baseUrl, hearingModel: 'h', acceptedAt };
  await db.speechSetting.create({ data: { instanceId, ...speech } });
  const channel = { channel: 'feishu', appId: `cli_${++made}_${instanceId}`, secretSealed: 'sealed' };
  await db.channelSetting.create({ data: { instanceId, ...channel, origin: 'manual', acceptedAt } });
}

/** Everything that must always be true of the ledgers; throws with the first row that is not. */
export async function checkLedgers(db: Db): Promise<void> {
  const wrong = await db.$queryRaw<unknown[]>`
    select 'days' as what, e.id::text from entitlements e
      left join lateral (
        select coalesce(sum(days), 0) as days, count(*) as entries from day_entries d where d.entitlement_id = e.id
      ) l on true
      where l.days <> e.granted_days or l.entries <> e.grants
    union all
    select 'chain', d.id::text from (
      select id, expires_before, lag(expires_after) over (partition by entitlement_id order by id) as before
      from day_entries
    ) d where d.before is not null and d.expires_before is distinct from d.before
    union all
    select 'points', user_id::text from point_entries group by user_id having sum(points) < 0
    union all
    select 'stock', c.id::text from campaigns c
      where c.claimed <> (select count(*) from entitlements e where e.campaign_id = c.id)
    union all
    select 'held', c.id::text from campaigns c
      where c.held <> (
        select count(*) from waiting_entries w
        where w.campaign_id = c.id and w.left_at is null and w.offered_at is not null
      )
    union all
    select 'code', i.id::text from invitation_codes i
      where i.uses <> (select count(*) from entitlements e where e.invitation_id = i.id)
    union all
    select 'instance', e.id::text from entitlements e
      where not exists (select from instances i where i.user_id = e.user_id)`;
  if (wrong.length > 0) throw new Error(`the ledgers disagree: ${JSON.stringify(wrong.slice(0, 5))}`);
}

export const daysLater = (at: Date, days: number) => new Date(at.getTime() + days * DAY_MS);
