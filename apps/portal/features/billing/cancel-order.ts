import { readReturn, type Return } from './read-return.ts';
import type { BillingDeps } from './sync-customer.ts';

/** Nothing was paid, and nothing can be paid any more. */
export type Turned = { kind: 'cancelled' };

/**
 * Somebody turned away from the payment page of a pack. The page is ended, so that the order is over for everybody; what was paid
 * before that is told and entered like any payment. Another user's is not found.
 */
export async function cancelOrder(
  deps: BillingDeps,
  { userId, purchaseId }: { userId: string; purchaseId: string },
): Promise<Return | Turned> {
  const { db, provider } = deps;
  const purchase = await db.purchase.findUnique({ where: { id: purchaseId, userId } });
  if (!purchase) return { kind: 'not_found' };
  const { stripeSessionId: sessionId, state } = purchase;
  // a session that was not noted yet is found by the next sync, and ends by itself
  if (sessionId === null || state === 'expired') return { kind: 'cancelled' };
  if (state === 'open') {
    try {
      await provider.expireCheckout(sessionId);
    } catch {
      return { kind: 'unavailable' };
    }
  }
  const outcome = await readReturn(deps, { userId, sessionId });
  if (outcome.kind !== 'expired') return outcome;
  // a sync that still finds it paid would enter it all the same
  await db.purchase.updateMany({ where: { id: purchaseId, state: 'open' }, data: { state: 'expired' } });
  return { kind: 'cancelled' };
}
