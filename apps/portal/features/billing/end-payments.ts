import { syncCustomer, type BillingDeps } from './sync-customer.ts';

/**
 * Before an account goes: no payment page of it that is still open can be paid afterwards, for nobody and month after month, and what
 * was paid a moment ago is entered, so that a plan that renews is known. Throws when the provider cannot be reached.
 */
export async function endPayments(deps: BillingDeps, userId: string): Promise<void> {
  const user = await deps.db.user.findUnique({ where: { id: userId }, select: { stripeCustomerId: true } });
  if (!user?.stripeCustomerId) return;
  await deps.provider.expireCheckouts(user.stripeCustomerId);
  await syncCustomer(deps, user.stripeCustomerId);
}
