/**
 * Makes subscriptions, their payments, purchases and points of one customer what the payment provider says they are. One transaction under
 * a lock of the customer: run any number of times, in any order, by any number of portals, it gives the same rows.
 */
import type { Db } from '@rockpool/db/client';
import { parsePlanKey } from '@rockpool/db/domain/price-key';
import { refundSteps } from '@rockpool/db/domain/refund-points';
import { inTransaction, type Connection } from '@rockpool/db/ledger/connection';
import { enterPointsIn } from '@rockpool/db/ledger/points';
import { returnRefundedPoints, takeRefundedPoints } from '@rockpool/db/ledger/refund-points';
import { z } from 'zod';
import { judgePlanPayments, stateAfterRefunds } from './judge-plan-payments.ts';
import type { CheckoutState, GiveBackState, PaymentProvider, SubscriptionState } from './provider.ts';
import { writePlanPayment } from './write-plan-payment.ts';

export type BillingDeps = { db: Db; provider: PaymentProvider };

/** `unknown`: nobody of ours is this customer, or the provider does not know it. */
export type Synced = 'synced' | 'unknown';

/** Throws when the provider or the database cannot be reached; nothing of what was bought was written then. */
export async function syncCustomer({ db, provider }: BillingDeps, customerId: string): Promise<Synced> {
  const userId = await findUser(db, provider, customerId);
  return inTransaction(db, async (connection) => {
    await connection.query(`select pg_advisory_xact_lock(hashtextextended('stripe:' || $1, 0))`, [
      customerId,
    ]);
    // what the provider says from here on covers the events that had come by now
    const heard = await connection.query<{ id: string }>(
      'select id from stripe_events where customer_id = $1 and processed_at is null',
      [customerId],
    );
    const state = userId && (await provider.readCustomer(customerId));
    if (userId && state) {
      for (const each of state.subscriptions) await writeSubscription(connection, userId, each);
      for (const each of state.checkouts)
        await writePurchase(connection, userId, each, givenBack(state.giveBacks, each));
      for (const each of judgePlanPayments(state.planPayments, state.giveBacks))
        await writePlanPayment(connection, userId, each);
    }
    if (userId)
      await connection.query(
        'update users set stripe_synced_at = app_now() where id = $1 and stripe_synced_at is null',
        [userId],
      );
    await connection.query('update stripe_events set processed_at = app_now() where id = any($1)', [
      heard.rows.map(({ id }) => id),
    ]);
    return state ? 'synced' : 'unknown';
  });
}

/**
 * A customer that was made just before a crash is found by the note it carries. Written before the sync's own transaction, in which the
 * user would be locked, and its claims held up, for as long as the provider takes to tell the rest.
 */
async function findUser({ pool }: Db, provider: PaymentProvider, customerId: string) {
  const known = await pool.query<{ id: string }>('select id from users where stripe_customer_id = $1', [
    customerId,
  ]);
  if (known.rows[0]) return known.rows[0].id;
  const noted = z.uuid().safeParse(await provider.userOf(customerId));
  if (!noted.success) return null;
  const taken = await pool.query<{ id: string }>(
    `update users set stripe_customer_id = $2
     where id = $1 and (stripe_customer_id is null or stripe_customer_id = $2) returning id`,
    [noted.data, customerId],
  );
  return taken.rows[0]?.id ?? null;
}

/** A price that is no plan of ours leaves no row. */
async function writeSubscription(connection: Connection, userId: string, subscription: SubscriptionState) {
  const plan = parsePlanKey(subscription.lookupKey);
  if (!plan) return;
  const { id, lookupKey, state, currentPeriodEnd, cancelAtPeriodEnd, pastDueSince, createdAt } = subscription;
  await connection.query(
    `insert into subscriptions
       (id, user_id, tier, interval, lookup_key, state, current_period_end, cancel_at_period_end, past_due_since, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (id) do update set
       tier = excluded.tier, interval = excluded.interval, lookup_key = excluded.lookup_key, state = excluded.state,
       current_period_end = excluded.current_period_end, cancel_at_period_end = excluded.cancel_at_period_end,
       past_due_since = excluded.past_due_since, synced_at = app_now()`,
    [
      id,
      userId,
      plan.tier,
      plan.interval,
      lookupKey,
      state,
      currentPeriodEnd,
      cancelAtPeriodEnd,
      pastDueSince,
      createdAt,
    ],
  );
}

const givenBack = (all: readonly GiveBackState[], { paymentIntentId }: CheckoutState) =>
  all
    .filter((each) => paymentIntentId !== null && each.paymentIntentId === paymentIntentId)
    .sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1));

const purchaseEntryKey = (purchaseId: string) => `purchase:${purchaseId}`;
const takenKey = (id: string) => `refund:${id}`;
const returnedKey = (id: string) => `refund-undone:${id}`;

async function writePurchase(
  connection: Connection,
  userId: string,
  checkout: CheckoutState,
  giveBacks: GiveBackState[],
): Promise<void> {
  const purchaseId = z.uuid().safeParse(checkout.purchaseId);
  if (!purchaseId.success) return;
  const { rows } = await connection.query<{ id: string; points: number }>(
    'select id, points from purchases where id = $1 and user_id = $2 for update',
    [purchaseId.data, userId],
  );
  const [purchase] = rows;
  if (!purchase) return;
  if (checkout.state === 'paid') {
    const key = purchaseEntryKey(purchase.id);
    await enterPointsIn(connection, { userId, points: purchase.points, reason: 'purchase', key });
    await takeBack(connection, userId, { ...purchase, amount: checkout.amount }, giveBacks);
  }
  await connection.query(
    `update purchases set state = $2, stripe_session_id = $3, stripe_payment_intent_id = $4, amount = $5, currency = $6,
       refunded_amount = $7, paid_at = case when $8 then coalesce(paid_at, app_now()) end
     where id = $1 and (state, stripe_session_id, stripe_payment_intent_id, amount, currency, refunded_amount)
       is distinct from ($2, $3, $4, $5, $6, $7)`,
    [
      purchase.id,
      purchaseState(checkout, giveBacks),
      checkout.id,
      checkout.paymentIntentId,
      checkout.amount,
      checkout.currency,
      refundedAmount(giveBacks),
      checkout.state === 'paid',
    ],
  );
}

async function takeBack(
  connection: Connection,
  userId: string,
  purchase: { id: string; points: number; amount: number },
  giveBacks: GiveBackState[],
): Promise<void> {
  if (giveBacks.length === 0) return;
  const keys = giveBacks.flatMap(({ id }) => [takenKey(id), returnedKey(id)]);
  const entered = await connection.query<{ key: string }>(
    'select key from point_entries where key = any($1)',
    [keys],
  );
  const has = new Set(entered.rows.map(({ key }) => key));
  const facts = giveBacks.map(({ id, amount, stands }) => ({
    id,
    amount,
    stands,
    taken: has.has(takenKey(id)),
    returned: has.has(returnedKey(id)),
  }));
  for (const step of refundSteps(purchase, facts)) {
    const key = takenKey(step.id);
    if (step.kind === 'take')
      await takeRefundedPoints(connection, { userId, points: step.points, key, note: '' });
    else await returnRefundedPoints(connection, { userId, key, returnKey: returnedKey(step.id) });
  }
}

const refundedAmount = (giveBacks: GiveBackState[]) =>
  giveBacks.reduce((sum, { kind, stands, amount }) => sum + (kind === 'refund' && stands ? amount : 0), 0);

function purchaseState({ state, amount }: CheckoutState, giveBacks: GiveBackState[]): string {
  if (state !== 'paid') return state === 'expired' ? 'expired' : 'open';
  if (giveBacks.some(({ kind, stands }) => kind === 'dispute' && stands)) return 'disputed';
  return stateAfterRefunds(amount, refundedAmount(giveBacks));
}
