import { inTransaction } from '@rockpool/db/ledger/connection';
import type { BillingDeps } from './sync-customer.ts';

/**
 * The user's customer at the provider, made at first use. `anew`: the one that was known is gone there. Null: the account was
 * deleted meanwhile, and nobody would have what is paid.
 */
export function ensureCustomer(
  { db, provider }: BillingDeps,
  userId: string,
  { anew = null as string | null } = {},
): Promise<string | null> {
  return inTransaction(db, async (connection) => {
    const { rows } = await connection.query<{ phone: string; stripe_customer_id: string | null }>(
      'select phone, stripe_customer_id from users where id = $1 and deleted_at is null for update',
      [userId],
    );
    const user = rows[0];
    if (!user) return null;
    if (user.stripe_customer_id !== null && user.stripe_customer_id !== anew) return user.stripe_customer_id;
    const customerId = await provider.createCustomer({ id: userId, phone: user.phone });
    await connection.query('update users set stripe_customer_id = $2 where id = $1', [userId, customerId]);
    return customerId;
  });
}
