import { addStripeSyncJob } from '@rockpool/db/jobs';
import type { ProviderEvent } from './provider.ts';
import type { BillingDeps } from './sync-customer.ts';

/** The signature is missing, forged or old, or the body was altered. */
export type Received = 'refused' | 'noted' | 'known';

/**
 * Verifies one webhook and notes whom it is about; the event and the job that asks the provider are one transaction. Throws
 * when the database, or where it must be asked whom a payment belongs to the provider, does not answer: it is sent again.
 */
export async function receiveEvent(
  deps: BillingDeps,
  { body, signature }: { body: string; signature: string },
): Promise<Received> {
  const event = deps.provider.verifyEvent(body, signature);
  if (!event) return 'refused';
  if (await deps.db.stripeEvent.findUnique({ where: { id: event.id }, select: { id: true } })) return 'known';
  return noteEvent(deps, event);
}

async function noteEvent({ db, provider }: BillingDeps, event: ProviderEvent): Promise<'noted' | 'known'> {
  const { id, type, paymentIntentId } = event;
  const customerId =
    event.customerId ?? (paymentIntentId === null ? null : await provider.customerOfPayment(paymentIntentId));
  return db.$transaction(async (tx) => {
    // what concerns no customer needs nothing done
    const count = await tx.$executeRaw`
      insert into stripe_events (id, type, customer_id, processed_at)
      values (${id}, ${type}, ${customerId}, case when ${customerId}::text is null then app_now() end)
      on conflict (id) do nothing`;
    if (count > 0 && customerId !== null) await addStripeSyncJob(tx, customerId);
    return count > 0 ? 'noted' : 'known';
  });
}
