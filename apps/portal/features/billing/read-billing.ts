/** All that the billing page shows, as of one instant. */
import { appNow } from '@rockpool/db/clock';
import type { Db } from '@rockpool/db/client';
import type { MembershipAnswer } from '@rockpool/db/domain/payment';
import { isLiveState } from '@rockpool/db/domain/subscription-state';
import { askMembership, type MembershipSource } from '@rockpool/db/membership/source';
import { readSettings } from '@rockpool/db/settings/read';

const entriesPerPage = 10;
const purchasesShownMax = 20;

export type BillingView = NonNullable<Awaited<ReturnType<typeof readBilling>>>;
export type SubscriptionView = BillingView['subscriptions'][number];
export type PurchaseView = BillingView['purchases'][number];
export type PlanPaymentView = BillingView['planPayments'][number];
export type PointEntryView = BillingView['entries'][number];

/** Null when there is no such user. `page` counts from 1; one behind the end shows nothing. */
export async function readBilling(db: Db, memberships: MembershipSource, userId: string, page: number) {
  const user = await db.user.findUnique({
    where: { id: userId },
    select: { phone: true, consentAt: true, timeZone: true },
  });
  if (!user) return null;
  const now = await appNow(db);
  const [membership, subscriptions, purchases, planPayments, entries, sums, settings, mark] =
    await Promise.all([
      askMembership(memberships, user, now, 'page'),
      db.subscription.findMany({ where: { userId }, orderBy: { createdAt: 'desc' } }),
      db.purchase.findMany({
        // an order that was only looked at is no purchase
        where: { userId, NOT: { state: { in: ['expired'] } } },
        orderBy: { createdAt: 'desc' },
        take: purchasesShownMax,
      }),
      db.planPayment.findMany({
        where: { userId },
        orderBy: [{ paidAt: 'desc' }, { id: 'desc' }],
        take: purchasesShownMax,
      }),
      db.pointEntry.findMany({
        where: { userId },
        orderBy: { id: 'desc' },
        skip: (page - 1) * entriesPerPage,
        take: entriesPerPage,
      }),
      db.pointEntry.aggregate({ where: { userId }, _sum: { points: true }, _count: true }),
      readSettings(db),
      readMark(db, userId),
    ]);
  return {
    now,
    mark,
    timeZone: user.timeZone,
    /** null: the user has not allowed the check, and bought no plan here */
    membership: membership satisfies MembershipAnswer | null,
    subscriptions: subscriptions.filter(({ state }) => isLiveState(state)),
    graceDays: settings['plan.graceDays'],
    purchases,
    planPayments,
    entries: entries.map(({ id, ...entry }) => ({ ...entry, id: String(id) })),
    pages: Math.max(1, Math.ceil(sums._count / entriesPerPage)),
    balance: sums._sum.points ?? 0,
  };
}

/** A text that differs whenever the page would: pages compare it to know when to read anew. */
export async function readMark(db: Db, userId: string): Promise<string> {
  const [row] = await db.$queryRaw<{ mark: string }[]>`
    select md5(concat(
      (select concat(count(*), ':', sum(points)) from point_entries where user_id = ${userId}::uuid), '|',
      (select string_agg(concat(id, state, refunded_amount), ',' order by id) from purchases where user_id = ${userId}::uuid), '|',
      (select string_agg(concat(id, state, refunded_amount), ',' order by id) from plan_payments where user_id = ${userId}::uuid), '|',
      (select string_agg(concat(id, lookup_key, state, current_period_end, cancel_at_period_end), ',' order by id)
        from subscriptions where user_id = ${userId}::uuid)
    )) as mark`;
  return row!.mark;
}
