import type { Db } from '@rockpool/db/client';
import { addStripeSyncJob, tasks } from '@rockpool/db/jobs';
import type { HousekeepingStep } from '../jobs/housekeeping.ts';
import type { JobRoom } from '../jobs/worker.ts';
import { syncCustomer, type BillingDeps } from './sync-customer.ts';

export const billingJobs = (deps: BillingDeps): JobRoom => ({
  tasks: {
    [tasks.stripeSync.name]: async (payload) =>
      void (await syncCustomer(deps, tasks.stripeSync.payload.parse(payload).customerId)),
  },
  atStart: async () => void (await syncNew(deps.db)),
});

/** A job for every customer who was never asked about as a whole. One that waits already stays as it is. */
async function syncNew(db: Db): Promise<number> {
  const customers = await db.$queryRaw<{ id: string }[]>`
    select stripe_customer_id as id from users where stripe_customer_id is not null and stripe_synced_at is null`;
  for (const { id } of customers) await addStripeSyncJob(db, id);
  return customers.length;
}

const batch = 500;
const eventsKeptDays = 90;

/**
 * Has every customer asked about whose purchase is open, whose event was not worked off, whose period is over, or whom an
 * operator gave money back within a day: of that nothing else tells after a crash, where the event is lost too.
 */
async function syncUnsettled(db: Db): Promise<number> {
  const customers = await db.$queryRaw<{ id: string }[]>`
    select u.stripe_customer_id as id from users u where u.stripe_customer_id is not null and (
      exists (select from purchases p where p.user_id = u.id and p.state = 'open')
      or exists (select from subscriptions s where s.user_id = u.id and (
        s.state = 'past_due' or (s.state in ('active', 'trialing') and s.current_period_end < app_now()))))
    union
    select customer_id from stripe_events
    where processed_at is null and customer_id is not null and received_at < app_now() - interval '10 minutes'
    union
    select u.stripe_customer_id from audit_entries a join users u on u.id = (a.after ->> 'userId')::uuid
    where a.action = 'payment.refund' and a.at > app_now() - interval '1 day' and u.stripe_customer_id is not null
    limit ${batch}`;
  for (const { id } of customers) await addStripeSyncJob(db, id);
  return customers.length;
}

/** A purchase that never reached the provider, or whose session it has long ended. */
const closeAbandoned = (db: Db): Promise<number> =>
  db.$executeRaw`
    update purchases set state = 'expired'
    where state = 'open' and stripe_session_id is null and created_at < app_now() - interval '2 days'`;

const removeOldEvents = (db: Db): Promise<number> =>
  db.$executeRaw`
    delete from stripe_events
    where processed_at is not null and received_at < app_now() - make_interval(days => ${eventsKeptDays}::int)`;

/** What webhooks may have missed: they can be lost for days, and a browser need not come back. */
export const billingSteps: readonly HousekeepingStep[] = [
  { name: 'stripe-new', work: syncNew },
  { name: 'stripe-unsettled', work: syncUnsettled },
  { name: 'stripe-abandoned', work: closeAbandoned },
  { name: 'stripe-old-events', work: removeOldEvents },
];
