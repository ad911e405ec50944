import { z } from 'zod';
import type { Db } from '../client.ts';
import { campaignStatus } from '../domain/campaign-state.ts';
import { HOUR_MS } from '../domain/calendar.ts';
import { stockProblem } from '../domain/claim.ts';
import { claimsCloseAt, claimsOpenAt } from '../domain/policy.ts';
import { refused, type Refused } from '../domain/refusals.ts';
import { settingShapes } from '../domain/settings.ts';
import { CampaignFactsRow } from './campaign-columns.ts';
import { inTransaction, run, type Connection } from './connection.ts';
import {
  endOffers,
  forgetLeft,
  hasClaimed,
  join,
  leave,
  lineFacts,
  lockCampaign,
  lockMember,
  makeOffers,
  ownEntry,
  planNextLook,
  prolongOffers,
} from './waiting-list-statements.ts';

/** A user's place in the line of one campaign. */
export type Place =
  | { kind: 'waiting'; joinedAt: Date; before: number }
  /** a place of the stock is kept for this user until `until` */
  | { kind: 'offered'; joinedAt: Date; until: Date };

export interface LineRequest {
  userId: string;
  campaignId: string;
}

const Facts = z.object({
  ...CampaignFactsRow.shape,
  offerHours: settingShapes['waitingList.offerHours'].catch(() =>
    settingShapes['waitingList.offerHours'].parse(undefined),
  ),
});

/**
 * Joins the line at its end, once: who waits already keeps the place. Refused while there is something to claim; `claimed`:
 * this user has it already. Nothing is public to who is no user any more.
 */
export function joinWaitingList(
  db: Db,
  request: LineRequest,
): Promise<Place | { kind: 'claimed' } | Refused> {
  const { userId, campaignId } = request;
  return inTransaction(db, async (connection) => {
    const member = await run(connection, lockMember, [userId]);
    if (member.length === 0) return refused({ reason: 'campaign_unknown' });
    await offerPlacesIn(connection, campaignId);
    const facts = await readFacts(connection, campaignId);
    if (!facts?.publishedAt || facts.publishedAt > facts.now) return refused({ reason: 'campaign_unknown' });
    const before = await readPlace(connection, request);
    if (before) return before;
    if ((await run(connection, hasClaimed, [campaignId, userId])).length > 0) return { kind: 'claimed' };
    const problem = joinProblem(facts);
    if (problem) return problem;
    await run(connection, forgetLeft, [campaignId, userId]);
    await run(connection, join, [campaignId, userId]);
    return (await readPlace(connection, request))!;
  });
}

function joinProblem(facts: z.infer<typeof Facts>): Refused | null {
  const { policy, now, stock, claimed, held, pausedAt, endedAt } = facts;
  const { state } = campaignStatus(facts, now);
  if (state === 'ended' && endedAt) return refused({ reason: 'campaign_ended', endedAt });
  if (!policy.waitingList || state === 'closed' || state === 'ended')
    return refused({ reason: 'waiting_list_none' });
  const [opensAt, closesAt] = [claimsOpenAt(policy), claimsCloseAt(policy)];
  if (state === 'scheduled') return refused({ reason: 'window_not_open', opensAt, closesAt });
  if (stockProblem(facts)) return null;
  if (pausedAt) return refused({ reason: 'campaign_paused', pausedAt });
  // unlimited stock has no end to wait for
  return refused({ reason: 'stock_left', left: stock === null ? 1 : stock - claimed - held });
}

/** Leaves the line; a place that was offered goes to the next. False = was not in it. */
export function leaveWaitingList(db: Db, { userId, campaignId }: LineRequest): Promise<boolean> {
  return inTransaction(db, async (connection) => {
    // the entry before the campaign, as a claim takes them
    const rows = await run(connection, leave, [campaignId, userId]);
    if (rows.length > 0) await offerPlacesIn(connection, campaignId);
    return rows.length > 0;
  });
}

/** Null = not in the line. An offer whose time is over is none. */
export async function readWaitingPlace(db: Db, request: LineRequest): Promise<Place | null> {
  return readPlace(db.pool, request);
}

async function readPlace(connection: Connection, { userId, campaignId }: LineRequest): Promise<Place | null> {
  type Row = { joinedAt: Date; offeredAt: Date | null; offerExpiresAt: Date | null; before: number };
  const [row] = await run<Row>(connection, ownEntry, [campaignId, userId]);
  if (!row) return null;
  const { joinedAt, offerExpiresAt, before } = row;
  if (offerExpiresAt) return { kind: 'offered', joinedAt, until: offerExpiresAt };
  return { kind: 'waiting', joinedAt, before };
}

/**
 * Gives back what was offered in vain and offers every free place to who waits longest, for the hours of the setting. Any
 * number of times; plans the next look by itself. Answers how many places were offered.
 */
export const offerPlaces = (db: Db, campaignId: string): Promise<number> =>
  inTransaction(db, (connection) => offerPlacesIn(connection, campaignId));

/** The same inside a transaction; takes the campaign's lock. */
export async function offerPlacesIn(connection: Connection, campaignId: string): Promise<number> {
  await run(connection, lockCampaign, [campaignId]);
  const before = await readFacts(connection, campaignId);
  if (!before) return 0;
  // nobody can take an offer while claims are paused, so its time stands still until `resumeOffers`
  if (!before.pausedAt) await run(connection, endOffers, [campaignId]);
  const facts = (await readFacts(connection, campaignId))!;
  const { policy, now, stock, claimed, held, offerHours } = facts;
  const { state } = campaignStatus(facts, now);
  let offered = 0;
  if (state === 'open') {
    const closesAt = claimsCloseAt(policy).getTime();
    const until = new Date(Math.min(now.getTime() + offerHours * HOUR_MS, closesAt));
    const places = stock === null ? 2 ** 31 - 1 : stock - claimed - held;
    offered = (await run(connection, makeOffers, [campaignId, places, until])).length;
  }
  await run(connection, planNextLook, [campaignId]);
  return offered;
}

/** Gives back to who was offered a place the time for which claims were paused. */
export async function resumeOffers(
  connection: Connection,
  campaignId: string,
  pausedMs: number,
): Promise<void> {
  await run(connection, prolongOffers, [campaignId, Math.max(0, Math.round(pausedMs))]);
}

async function readFacts(connection: Connection, campaignId: string) {
  const [row] = await run(connection, lineFacts, [campaignId]);
  return row ? Facts.parse(row) : null;
}
