import { isLiveState } from '@rockpool/db/domain/subscription-state';
import { ensureCustomer } from './customer.ts';
import type { NewCheckout } from './provider.ts';
import type { ReadCatalog } from './catalog-cache.ts';
import type { BillingDeps } from './sync-customer.ts';

export type CheckoutDeps = BillingDeps & { readCatalog: ReadCatalog; origin: string };

export interface CheckoutRequest {
  userId: string;
  lookupKey: string;
  /** made by the page: a second click with it pays the same order */
  key: string;
  locale: 'zh' | 'en';
}

export type CheckoutRefusal =
  /** not sold, or not any more */
  | 'not_offered'
  /** another plan is changed, not bought beside */
  | 'has_plan'
  /** this very order is paid, or over */
  | 'order_over'
  | 'unavailable';

export type Checkout = { kind: 'go'; url: string } | { kind: 'refused'; reason: CheckoutRefusal };

const refuse = (reason: CheckoutRefusal): Checkout => ({ kind: 'refused', reason });

/** Opens the payment page for a pack of points. The purchase is noted before the provider hears of it. */
export async function buyPoints(deps: CheckoutDeps, request: CheckoutRequest): Promise<Checkout> {
  const { db, provider, readCatalog } = deps;
  const { userId, lookupKey, key: id } = request;
  const catalog = await readCatalog();
  if (!catalog) return refuse('unavailable');
  const pack = catalog.packs.find((each) => each.lookupKey === lookupKey);
  if (!pack) return refuse('not_offered');
  await db.$executeRaw`
    insert into purchases (id, user_id, lookup_key, points, amount, currency)
    values (${id}::uuid, ${userId}::uuid, ${lookupKey}, ${pack.points}, ${pack.amount}, ${pack.currency})
    on conflict (id) do nothing`;
  const purchase = await db.purchase.findUniqueOrThrow({ where: { id } });
  if (purchase.userId !== userId || purchase.lookupKey !== lookupKey || purchase.state !== 'open')
    return refuse('order_over');
  if (purchase.stripeSessionId !== null) {
    const open = await provider.readCheckout(purchase.stripeSessionId);
    return open?.url ? { kind: 'go', url: open.url } : refuse('order_over');
  }
  return open(deps, request, { priceId: pack.priceId, key: `purchase:${id}`, purchaseId: id });
}

/** Opens the payment page for a plan. One at a time: what another tab began is ended. */
export async function buyPlan(deps: CheckoutDeps, request: CheckoutRequest): Promise<Checkout> {
  const { db, provider, readCatalog } = deps;
  const catalog = await readCatalog();
  if (!catalog) return refuse('unavailable');
  const plan = catalog.plans.find((each) => each.lookupKey === request.lookupKey);
  if (!plan) return refuse('not_offered');
  const customerId = await ensureCustomer(deps, request.userId);
  if (customerId === null) return refuse('unavailable');
  // asked at the provider: the last payment may not have been entered here yet
  const known = await provider.readCustomer(customerId);
  const live =
    known?.subscriptions.some(({ state }) => isLiveState(state)) ??
    (await db.subscription.count({
      where: { userId: request.userId, state: { in: ['active', 'past_due'] } },
    })) > 0;
  if (live) return refuse('has_plan');
  const key = `plan:${request.key}`;
  await provider.expirePlanCheckouts(customerId, key);
  return open(deps, request, { priceId: plan.priceId, key, purchaseId: null });
}

async function open(
  deps: CheckoutDeps,
  { userId, locale }: CheckoutRequest,
  order: Pick<NewCheckout, 'priceId' | 'key' | 'purchaseId'>,
): Promise<Checkout> {
  const { db, provider, origin } = deps;
  const checkout = {
    ...order,
    locale,
    // filled in by the provider
    successUrl: `${origin}/billing/return?session={CHECKOUT_SESSION_ID}`,
    cancelUrl: `${origin}/billing/return?cancelled=${order.purchaseId ?? 'plan'}`,
  };
  let customerId = await ensureCustomer(deps, userId);
  if (customerId === null) return refuse('unavailable');
  let made = await provider.createCheckout({ ...checkout, customerId });
  if (made === 'customer_missing') {
    customerId = await ensureCustomer(deps, userId, { anew: customerId });
    if (customerId === null) return refuse('unavailable');
    made = await provider.createCheckout({ ...checkout, customerId, key: `${order.key}:${customerId}` });
  }
  if (made === 'customer_missing') return refuse('unavailable');
  if (order.purchaseId !== null)
    await db.$executeRaw`
      update purchases set stripe_session_id = ${made.id}
      where id = ${order.purchaseId}::uuid and stripe_session_id is null`;
  return made.url ? { kind: 'go', url: made.url } : refuse('order_over');
}
