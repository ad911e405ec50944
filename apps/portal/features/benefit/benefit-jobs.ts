/** What time does to benefits besides the days themselves: offers of waiting lists, and plans that were lost. */
import type { Db } from '@rockpool/db/client';
import { tasks } from '@rockpool/db/jobs';
import { stopLostPlans } from '@rockpool/db/ledger/plan-loss';
import { offerPlaces } from '@rockpool/db/ledger/waiting-list';
import type { MembershipSource } from '@rockpool/db/membership/source';
import type { HousekeepingStep } from '../jobs/housekeeping.ts';
import type { JobRoom } from '../jobs/worker.ts';

export const waitingListJobs = (db: Db): JobRoom => ({
  tasks: {
    [tasks.offerPlaces.name]: async (payload) =>
      void (await offerPlaces(db, tasks.offerPlaces.payload.parse(payload).campaignId)),
  },
  cron: [],
});

export const benefitSteps = (source: MembershipSource): readonly HousekeepingStep[] => [
  { name: 'lost-plans', work: (db) => stopLostPlans(db, source) },
  { name: 'waiting-lists', work: offerEverywhere },
];

/** A job that was lost, with its database's machine perhaps, is made good for here. */
async function offerEverywhere(db: Db): Promise<number> {
  const waited = await db.waitingEntry.findMany({
    where: { leftAt: null },
    distinct: ['campaignId'],
    select: { campaignId: true },
  });
  let offered = 0;
  for (const { campaignId } of waited) offered += await offerPlaces(db, campaignId);
  return offered;
}
