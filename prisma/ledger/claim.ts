import type { Db } from '../client.ts';
import { decideClaim, stockProblem, type ClaimGranted } from '../domain/claim.ts';
import { Policy } from '../domain/policy.ts';
import { refused, type Refused } from '../domain/refusals.ts';
import type { MembershipAnswer } from '../domain/payment.ts';
import { normalizeCode, type Invitation } from '../domain/invitation.ts';
import { askMembership, type MembershipSource } from '../membership/source.ts';
import { claimFacts, claimWrite, claimWriteAdmitted, lockInvitation, lockUser } from './claim-statements.ts';
import { inTransaction, run, type Connection } from './connection.ts';

export interface ClaimRequest {
  userId: string;
  campaignId: string;
  /** the price the page showed; a claim that would cost more is refused. Absent = whatever it costs */
  pointsShown?: number | undefined;
  /** when a place in line was taken; whether claims are open is judged by it. Absent = now */
  askedAt?: Date | undefined;
  /** the invitation code as it was typed */
  code?: string | undefined;
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
  held: number;
  paused_at: Date | null;
  ended_at: Date | null;
  waiting_id: string | null;
  offered: boolean;
  invitation_id: string | null;
  uses: number | null;
  uses_max: number | null;
  code_expires_at: Date | null;
  code_revoked_at: Date | null;
}

interface WrittenRow {
  entitlement_id: string;
  instance_id: string;
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
  const asked = { phone: facts.phone, consentAt: facts.consent_at };
  const membership = await askMembership(membershipSource, asked, facts.now, 'decision');
  const decision = decide(facts, membership, request);
  if (decision.kind === 'refused') return decision;
  try {
    // two clicks could both spend the same points or the last use of a code, so these decide again behind locks
    if (decision.points > 0 || isAdmitted(facts)) return await claimLocked(db, membership, request);
    return await write(db.pool, request, facts, decision);
  } catch (error) {
    if (!isStockBound(error) || facts.stock === null) throw error;
    // the last places went since the facts were read: those of now say to whom
    const { stock, claimed, held } = (await readFacts(db.pool, request)) ?? facts;
    return stockProblem({ stock, claimed, held }) ?? refused({ reason: 'stock_empty', stock: facts.stock });
  }
}

/** A code is used or a waiting ends with this claim. */
const isAdmitted = (facts: FactsRow) => facts.waiting_id !== null || admittedBy(facts) !== null;

/** The invitation that this claim uses up, where one is needed. */
const admittedBy = ({ invitation_id, policy }: FactsRow) =>
  Policy.parse(policy).entry === 'invitation' ? invitation_id : null;

function claimLocked(db: Db, membership: MembershipAnswer | null, request: ClaimRequest) {
  return inTransaction(db, async (connection) => {
    await run(connection, lockUser, [request.userId]);
    const code = codeOf(request);
    if (code) await run(connection, lockInvitation, [code, request.campaignId]);
    const facts = await readFacts(connection, request);
    if (!facts) return refused({ reason: 'campaign_unknown' });
    if (facts.entitlement_id) return claimedBefore(facts);
    const decision = decide(facts, membership, request);
    return decision.kind === 'refused' ? decision : write(connection, request, facts, decision);
  });
}

const codeOf = ({ code }: ClaimRequest) => (code ? normalizeCode(code) || null : null);

async function readFacts(connection: Connection, request: ClaimRequest) {
  const { userId, campaignId } = request;
  const [row] = await run<FactsRow>(connection, claimFacts, [userId, campaignId, codeOf(request)]);
  return row;
}

function decide(facts: FactsRow, membership: MembershipAnswer | null, request: ClaimRequest) {
  const { stock, claimed, held, offered, phone_used: phoneUsed, balance } = facts;
  const { paused_at: pausedAt, ended_at: endedAt } = facts;
  const { pointsShown, askedAt } = request;
  const policy = Policy.parse(facts.policy);
  const stored = { policy, stock, claimed, held, offered, phoneUsed, pausedAt, endedAt };
  // what was typed but cannot be a code is one that does not exist
  const code = request.code?.trim() ? request.code : null;
  const typed = { code, invitation: invitationOf(facts) };
  const decision = decideClaim({ ...stored, ...typed, balance, membership, askedAt }, facts.now);
  if (decision.kind === 'granted' && pointsShown !== undefined && decision.points > pointsShown)
    return refused({ reason: 'price_changed', points: decision.points, shown: pointsShown });
  return decision;
}

const invitationOf = (facts: FactsRow): Invitation | null =>
  facts.invitation_id === null
    ? null
    : {
        uses: facts.uses!,
        usesMax: facts.uses_max!,
        expiresAt: facts.code_expires_at,
        revokedAt: facts.code_revoked_at,
      };

async function write(
  connection: Connection,
  request: ClaimRequest,
  facts: FactsRow,
  { days, points }: ClaimGranted,
): Promise<Claimed | Refused> {
  const values = [request.userId, request.campaignId, facts.phone, days, points];
  const [row] = await (isAdmitted(facts)
    ? run<WrittenRow>(connection, claimWriteAdmitted, [...values, admittedBy(facts)])
    : run<WrittenRow>(connection, claimWrite, values));
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

const stockBounds = ['campaigns_never_oversold', 'campaigns_held_within_stock'];

const isStockBound = (error: unknown) =>
  stockBounds.includes((error as { constraint?: string }).constraint ?? '');
