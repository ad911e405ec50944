import type { Db } from '../client.ts';
import { decideClaim, type ClaimGranted } from '../domain/claim.ts';
import { Policy } from '../domain/policy.ts';
import { refused, type Refused } from '../domain/refusals.ts';
import type { MembershipAnswer } from '../domain/payment.ts';
import type { MembershipSource } from '../membership/source.ts';
import { claimFacts, claimWrite, lockUser } from './claim-statements.ts';
import { inTransaction, run, type Connection } from './connection.ts';

export interface ClaimRequest {
  userId: string;
  campaignId: string;
  /** the price the page showed; a claim that would cost more is refused. Absent = whatever it costs */
  pointsShown?: number | undefined;
  /** when a place in line was taken; whether claims are open is judged by it. Absent = now */
  askedAt?: Date | undefined;
}

export interface Claimed {
  kind: 'claimed';
  entitlementId: string;
  instanceId: string;
  /** what was paid */
  points: number;
  /** true when an earlier click had claimed already; nothing was written now */
  again: boolean;
}

interface FactsRow {
  now: Date;
  phone: string;
  consent_at: Date | null;
  instance_id: string | null;
  policy: unknown;
  stock: number | null;
  claimed: number;
  entitlement_id: string | null;
  points_paid: number | null;
  phone_used: boolean;
  balance: number;
}

/**
 * Claims a campaign for a user, once: every further call answers with the first one's result. Creates the instance
 * and its reconcile job in the same transaction.
 */
export async function claim(
  db: Db,
  membershipSource: MembershipSource,
  request: ClaimRequest,
): Promise<Claimed | Refused> {
  const facts = await readFacts(db.pool, request);
  if (!facts) return refused({ reason: 'campaign_unknown' });
  if (facts.entitlement_id) return claimedBefore(facts);
  const membership = facts.consent_at ? await membershipSource.lookup(facts.phone, facts.now) : null;
  const decision = decide(facts, membership, request);
  if (decision.kind === 'refused') return decision;
  try {
    // two clicks could both spend the same points, so a paid claim decides again behind the user's lock
    if (decision.points > 0) return await claimPaid(db, membership, request);
    return await write(db.pool, request, facts, decision);
  } catch (error) {
    if (!isOversold(error) || facts.stock === null) throw error;
    return refused({ reason: 'stock_empty', stock: facts.stock });
  }
}

function claimPaid(db: Db, membership: MembershipAnswer | null, request: ClaimRequest) {
  return inTransaction(db, async (connection) => {
    await run(connection, lockUser, [request.userId]);
    const facts = await readFacts(connection, request);
    if (!facts) return refused({ reason: 'campaign_unknown' });
    if (facts.entitlement_id) return claimedBefore(facts);
    const decision = decide(facts, membership, request);
    return decision.kind === 'refused' ? decision : write(connection, request, facts, decision);
  });
}

async function readFacts(connection: Connection, { userId, campaignId }: ClaimRequest) {
  const [row] = await run<FactsRow>(connection, claimFacts, [userId, campaignId]);
  return row;
}

function decide(
  facts: FactsRow,
  membership: MembershipAnswer | null,
  { pointsShown, askedAt }: ClaimRequest,
) {
  const { stock, claimed, phone_used: phoneUsed, balance } = facts;
  const policy = Policy.parse(facts.policy);
  const decision = decideClaim(
    { policy, stock, claimed, phoneUsed, balance, membership, askedAt },
    facts.now,
  );
  if (decision.kind === 'granted' && pointsShown !== undefined && decision.points > pointsShown)
    return refused({ reason: 'price_changed', points: decision.points, shown: pointsShown });
  return decision;
}

async function write(
  connection: Connection,
  request: ClaimRequest,
  facts: FactsRow,
  { days, points }: ClaimGranted,
): Promise<Claimed | Refused> {
  const [row] = await run<{ entitlement_id: string; instance_id: string }>(connection, claimWrite, [
    request.userId,
    request.campaignId,
    facts.phone,
    days,
    points,
  ]);
  if (row) {
    const { entitlement_id: entitlementId, instance_id: instanceId } = row;
    return { kind: 'claimed', entitlementId, instanceId, points, again: false };
  }
  const now = await readFacts(connection, request);
  return now?.entitlement_id ? claimedBefore(now) : refused({ reason: 'phone_used' });
}

function claimedBefore(facts: FactsRow): Claimed {
  return {
    kind: 'claimed',
    entitlementId: facts.entitlement_id!,
    instanceId: facts.instance_id!,
    points: facts.points_paid ?? 0,
    again: true,
  };
}

const isOversold = (error: unknown) =>
  (error as { constraint?: string }).constraint === 'campaigns_never_oversold';
