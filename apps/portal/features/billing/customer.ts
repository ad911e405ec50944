import type { BillingDeps } from './sync-customer.ts';

const making = new Map<string, Promise<string | null>>();

/**
 * The user's customer at the provider, made at first use. `anew`: the one that was known is gone there. Null: the account was
 * deleted meanwhile, and nobody would have what is paid. Nothing of the database is held while the provider is asked.
 */
export async function ensureCustomer(
  deps: BillingDeps,
  userId: string,
  { anew = null as string | null } = {},
): Promise<string | null> {
  // clicks at the same time ask once
  const under = `${userId} ${anew ?? ''}`;
  const made = making.get(under) ?? make(deps, userId, anew).finally(() => making.delete(under));
  making.set(under, made);
  return made;
}

async function make({ db, provider }: BillingDeps, userId: string, anew: string | null) {
  const read = () =>
    db.user.findUnique({
      where: { id: userId, deletedAt: null },
      select: { phone: true, stripeCustomerId: true },
    });
  const user = await read();
  if (!user) return null;
  if (user.stripeCustomerId !== null && user.stripeCustomerId !== anew) return user.stripeCustomerId;
  const stripeCustomerId = await provider.createCustomer({ id: userId, phone: user.phone });
  const { count } = await db.user.updateMany({
    where: { id: userId, deletedAt: null, stripeCustomerId: user.stripeCustomerId },
    data: { stripeCustomerId },
  });
  // another portal was first, or the account is gone
  return count > 0 ? stripeCustomerId : ((await read())?.stripeCustomerId ?? null);
}
