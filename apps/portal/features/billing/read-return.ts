import { addStripeSyncJob } from '@rockpool/db/jobs';
import type { BillingDeps } from './sync-customer.ts';

export type Return =
  /** nobody's, or somebody else's */
  | { kind: 'not_found' }
  | { kind: 'unavailable' }
  /** what was paid stands in the account */
  | { kind: 'entered'; what: 'points' | 'plan'; points: number }
  /** it was paid, and is being entered */
  | { kind: 'paid'; what: 'points' | 'plan' }
  | { kind: 'processing' }
  /** can still be paid there */
  | { kind: 'open'; url: string }
  | { kind: 'expired' };

/** What became of a payment page, as the provider says now, and has it entered. Another user's is not found. */
export async function readReturn(
  { db, provider }: BillingDeps,
  { userId, sessionId }: { userId: string; sessionId: string },
): Promise<Return> {
  const user = await db.user.findUniqueOrThrow({ where: { id: userId }, select: { stripeCustomerId: true } });
  if (!user.stripeCustomerId) return { kind: 'not_found' };
  const purchase = await db.purchase.findUnique({ where: { stripeSessionId: sessionId } });
  if (purchase && purchase.userId !== userId) return { kind: 'not_found' };
  if (purchase?.paidAt) return { kind: 'entered', what: 'points', points: purchase.points };
  const checkout = await provider.readCheckout(sessionId).catch(() => undefined);
  if (checkout === undefined) return { kind: 'unavailable' };
  if (checkout?.customerId !== user.stripeCustomerId) return { kind: 'not_found' };
  if (checkout.state === 'open')
    return checkout.url ? { kind: 'open', url: checkout.url } : { kind: 'expired' };
  if (checkout.state === 'expired') return { kind: 'expired' };
  const { subscriptionId } = checkout;
  const entered = subscriptionId && (await db.subscription.findUnique({ where: { id: subscriptionId } }));
  if (entered && entered.userId === userId) return { kind: 'entered', what: 'plan', points: 0 };
  await addStripeSyncJob(db, user.stripeCustomerId);
  if (checkout.state === 'processing') return { kind: 'processing' };
  return { kind: 'paid', what: subscriptionId ? 'plan' : 'points' };
}
