/** All that a user's pages show, as of one instant: what is stored, and what the rules say about it. */
import { availableDays } from '@rockpool/db/domain/available';
import { dayStrip } from '@rockpool/db/domain/day-strip';
import { endOfRetention, endOfUse } from '@rockpool/db/domain/policy';
import { showsLoss } from '@rockpool/db/domain/lost-host';
import type { MembershipAnswer } from '@rockpool/db/domain/payment';
import { decideRenewal, planTopUp } from '@rockpool/db/domain/renewal';
import { missingParts, setUpState } from '@rockpool/db/domain/set-up';
import { wayOut } from '@rockpool/db/domain/way-out';
import type { Refused } from '@rockpool/db/domain/refusals';
import { askMembership, type MembershipSource } from '@rockpool/db/membership/source';
import type { Db } from '@rockpool/db/client';
import { readComputer, type ComputerView } from '@rockpool/db/views/computer';
import { ChannelStatus } from '@rockpool/gateway/control';
import { detailForOwner } from '../instances/detail-for-owner.ts';
import { toWire, type Wire } from './wire.ts';

export type Snapshot = Wire<ReturnType<typeof judge>>;
export type EntitlementSnapshot = Snapshot['entitlements'][number];
export type InstanceSnapshot = NonNullable<Snapshot['instance']>;

/** Null when there is no such user. */
export async function readSnapshot(
  db: Db,
  source: MembershipSource,
  userId: string,
): Promise<Snapshot | null> {
  const view = await readComputer(db, userId);
  if (!view) return null;
  const membership = await askMembership(source, view.user, view.now, 'page');
  return toWire(judge(view, membership));
}

/** Pure: the rules at the view's own instant. */
function judge(view: ComputerView, membership: MembershipAnswer | null) {
  const { now, model, channels, balance } = view;
  const missing = missingParts({ model, channels });
  return {
    now,
    user: view.user,
    balance,
    instance: view.instance && instanceOf(view.instance, now),
    setUp: setUpState({ model, channels, verifiedAt: view.instance?.verifiedAt ?? null }),
    model,
    channels,
    scan: view.scan,
    reminders: view.reminders,
    entitlements: view.entitlements.map((entitlement) => {
      const { policy } = entitlement.campaign;
      const facts = { policy, entitlement, missing, membership, balance };
      return {
        ...entitlement,
        endOfUse: endOfUse(policy),
        endOfRetention: endOfRetention(policy),
        available: availableDays(entitlement, now),
        strip: dayStrip({ policy, entitlement }, now),
        renewal: withWayOut(decideRenewal(facts, now)),
        topUp: withWayOut(planTopUp(facts, now)),
      };
    }),
  };
}

/** Without what only servers need. A state that a newer gateway invented is left out rather than shown wrong. */
function instanceOf(instance: NonNullable<ComputerView['instance']>, now: Date) {
  const { endpoint, handle: _h, driver, tokenVersion: _t, channelStatus, loss, lossAt, ...shown } = instance;
  const parsed = channelStatus.map((status) => ChannelStatus.safeParse(status));
  return {
    ...shown,
    phaseDetail: detailForOwner(instance),
    loss: loss !== null && lossAt !== null && showsLoss(lossAt, now) ? { what: loss, at: lossAt } : null,
    hasEndpoint: endpoint !== null,
    /** the process driver: no wall between instances, so no programs are run */
    isWalled: driver !== 'process',
    channelStatus: parsed.flatMap((status) => (status.success ? [status.data] : [])),
  };
}

function withWayOut<T extends object>(decision: T | Refused) {
  if (!isRefused(decision)) return decision;
  return { ...decision, wayOut: wayOut(decision.refusal) };
}

function isRefused(decision: object): decision is Refused {
  return 'kind' in decision && decision.kind === 'refused';
}
