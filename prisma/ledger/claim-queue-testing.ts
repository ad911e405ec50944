import type { Db } from '../client.ts';
import type { QueueAnswer } from '../domain/claim-queue.ts';
import { createPlaces } from './claim-places.ts';

/** Users take places in this order, and nobody decides them yet. */
export async function lineUp(db: Db, campaignId: string, users: readonly string[]): Promise<void> {
  const places = createPlaces(db);
  await Promise.all(users.map((userId) => places.take({ userId, campaignId, wish: {} })));
}

export const saidOf = (answer: QueueAnswer) =>
  answer.kind === 'claimed' ? 'claimed' : answer.refusal.reason;

/** What each user's place was answered with, in the order given; `waits` where it was not. */
export async function readAnswers(
  db: Db,
  campaignId: string,
  users: readonly string[],
): Promise<(string | undefined)[]> {
  const rows = await db.claimRequest.findMany({ where: { campaignId } });
  const said = new Map(
    rows.map(({ userId, result }) => [userId, result ? saidOf(result as unknown as QueueAnswer) : 'waits']),
  );
  return users.map((user) => said.get(user));
}

export const countWaiting = (db: Db, campaignId: string) =>
  db.claimRequest.count({ where: { campaignId, decidedAt: null } });
