import { z } from 'zod';
import type { Db, Tx } from './client.ts';

/** The tasks of the work queue: what the portal adds and the provisioner runs. */
export const tasks = {
  /** make one instance what it should be; goes to the host where the instance lives */
  reconcile: { name: 'reconcile', payload: z.object({ instanceId: z.uuid() }) },
  /** provisioner: remove what a move left on the host it went from */
  discard: { name: 'discard', payload: z.object({ instanceId: z.uuid() }) },
  /** provisioner: answer an operator who wants to see an instance's last lines */
  readLogs: { name: 'read-logs', payload: z.object({ instanceId: z.uuid() }) },
  /** ask the channel's platform how one scan is going */
  pollScan: { name: 'poll-scan', payload: z.object({ scanId: z.uuid() }) },
  /** portal: make subscriptions and purchases of one Stripe customer what Stripe says they are */
  stripeSync: { name: 'stripe-sync', payload: z.object({ customerId: z.string() }) },
  /** portal: offer free places of one campaign to who waits longest */
  offerPlaces: { name: 'offer-places', payload: z.object({ campaignId: z.uuid() }) },
  /** provisioner: decide and send the reminders of one entitlement that are due */
  remind: { name: 'remind', payload: z.object({ entitlementId: z.uuid() }) },
} as const;

/**
 * Call it in the transaction of the change the instance has to take over. A reconcile that waits already is reused;
 * one that runs is followed by another.
 */
export async function addReconcileJob(tx: Db | Tx, instanceId: string): Promise<void> {
  await tx.$executeRaw`
    select add_keyed_job(
      ${tasks.reconcile.name}, json_build_object('instanceId', ${instanceId}::text), ${`reconcile:${instanceId}`}
    )`;
}

/** The task of a job for one host; `add_keyed_job` names those of an instance itself, by where it lives. */
export const taskOnHost = (name: string, host: string) => `${name}@${host}`;

/** Call it in the transaction that says what remains there. */
export async function addDiscardJob(tx: Db | Tx, instanceId: string, host: string): Promise<void> {
  await tx.$executeRaw`
    select add_keyed_job(
      ${taskOnHost(tasks.discard.name, host)}, json_build_object('instanceId', ${instanceId}::text),
      ${`discard:${instanceId}:${host}`}
    )`;
}

/** `atAppTime`: when the service's clock shows it, the instance is looked at; null = nothing is due. */
export type Wake = { instanceId: string; atAppTime: Date | null };

/**
 * Plans the reconciles that time will ask for, each in place of the one planned before for that instance. Never postpones a
 * reconcile of `addReconcileJob`: it has its own key. All or none.
 */
export async function scheduleWakes(tx: Db | Tx, wakes: readonly Wake[]): Promise<void> {
  await tx.$executeRaw`
    select case
      when at is null then graphile_worker.remove_job('wake:' || id) is not null
      else add_keyed_job(
        ${tasks.reconcile.name}, json_build_object('instanceId', id), 'wake:' || id,
        at - (select offset_ms from clock where id = 1) * interval '1 millisecond'
      )
    end
    from unnest(
      ${wakes.map(({ instanceId }) => instanceId)}::text[], ${wakes.map(({ atAppTime }) => atAppTime)}::timestamptz[]
    ) as wake(id, at)`;
}

/**
 * Looks at the reminders of an entitlement again when the service's clock shows `atAppTime`, but not sooner than `restMs` from now by
 * the machine's. Whatever moves the expiry asks for it at once, by a trigger of the database.
 */
export async function scheduleRemind(
  tx: Db | Tx,
  entitlementId: string,
  atAppTime: Date,
  restMs: number,
): Promise<void> {
  await tx.$executeRaw`
    select add_keyed_job(
      ${tasks.remind.name}, json_build_object('entitlementId', ${entitlementId}::text), ${`remind:${entitlementId}`},
      greatest(
        ${atAppTime}::timestamptz - (select offset_ms from clock where id = 1) * interval '1 millisecond',
        now() + ${restMs} * interval '1 millisecond'
      )
    )`;
}

/** Polls a scan `delayMs` from now by the machine's clock: the platform does not live in the sandbox's time. */
export async function addPollScanJob(tx: Db | Tx, scanId: string, delayMs: number): Promise<void> {
  await tx.$executeRaw`
    select add_keyed_job(
      ${tasks.pollScan.name}, json_build_object('scanId', ${scanId}::text), ${`poll-scan:${scanId}`},
      now() + ${delayMs} * interval '1 millisecond'
    )`;
}

/** Call it in the transaction that learned of a change. A sync that waits already is reused; one that runs is followed by another. */
export async function addStripeSyncJob(tx: Db | Tx, customerId: string): Promise<void> {
  await tx.$executeRaw`
    select add_keyed_job(
      ${tasks.stripeSync.name}, json_build_object('customerId', ${customerId}::text), ${`stripe-sync:${customerId}`}
    )`;
}
