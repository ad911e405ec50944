import type { Db } from './client.ts';
import { Policy, demoPolicy } from './domain/policy.ts';
import { DAY_MS } from './domain/calendar.ts';
import type { Tier } from './domain/plan.ts';

const planHolders: { phone: string; tier: Tier; validForDays: number }[] = [
  { phone: '+8613800000001', tier: 'max', validForDays: 365 },
  { phone: '+8613800000002', tier: 'pro', validForDays: 365 },
  { phone: '+8613800000003', tier: 'lite', validForDays: 365 },
  { phone: '+8613800000004', tier: 'pro', validForDays: -1 },
];
const prepaid = { phone: '+8613800000005', points: 1000 };

/** The demo's numbers and what each stands for, for whoever shows them. */
export const demoPhones: { phone: string; what: string }[] = [
  ...planHolders.map(({ phone, tier, validForDays }) => ({
    phone,
    what: `plan ${tier}${validForDays < 0 ? ', run out' : ''}`,
  })),
  { phone: prepaid.phone, what: `no plan, ${prepaid.points} points` },
];

/**
 * The demo campaign (slug `demo`) with dates relative to `now`, a few plan holders and one user with points.
 * What exists already stays as it is, so a campaign keeps the dates of its first start.
 */
export async function seedDemo(db: Db, now: Date): Promise<void> {
  await db.campaign.upsert({
    where: { slug: 'demo' },
    update: {},
    create: {
      slug: 'demo',
      name: { zh: '云电脑体验活动', en: 'Cloud computer trial' },
      policy: Policy.parse(demoPolicy(now)),
      stock: 500,
    },
  });
  for (const { phone, tier, validForDays } of planHolders) {
    const validUntil = new Date(now.getTime() + validForDays * DAY_MS);
    const row = { phone, tier, validUntil, source: 'import', checkedAt: now };
    await db.membership.upsert({ where: { phone }, update: {}, create: row });
  }
  const user = await db.user.upsert({
    where: { phone: prepaid.phone },
    update: {},
    create: { phone: prepaid.phone },
  });
  await db.pointEntry.createMany({
    data: { userId: user.id, points: prepaid.points, reason: 'operator', key: `seed:${prepaid.phone}` },
    skipDuplicates: true,
  });
}
