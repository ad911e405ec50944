import type pg from 'pg';
import type { Db } from '../client.ts';
import { afterNoAnswer, type QueueAnswer } from '../domain/claim-queue.ts';
import type { MembershipSource } from '../membership/source.ts';
import { claim } from './claim.ts';
import type { Wish } from './claim-places.ts';
import {
  answerPlaces,
  answerSetAside,
  answerSoldOut,
  becomeDecider,
  endDeciding,
  giveUpPlace,
  nextPlaces,
  setAside,
  setAsideAll,
  settleLine,
} from './claim-queue-statements.ts';
import { run } from './connection.ts';

interface Place {
  place: string;
  user_id: string;
  wish: Wish;
  requested_at: Date;
  attempts: number;
}

export interface DeciderOptions {
  /** told of each answer after it was stored */
  onAnswer: (campaignId: string, userId: string, answer: QueueAnswer) => void;
  onError: (error: unknown) => void;
}

/** claims under way at once; between two statements of one claim the connections serve others */
const atOnce = 16;
/** places read at once */
const batch = 120;
/** so many without an answer of the source, and no other, mean that it is down */
const silentMin = 3;

type Outcome =
  | { kind: 'answer'; place: Place; answer: QueueAnswer }
  /** the membership source said nothing; `answer` is what it will be if that stays so */
  | { kind: 'silent'; place: Place; answer: QueueAnswer }
  | { kind: 'failed'; place: Place }
  | { kind: 'wait' };

/**
 * Decides everybody in one campaign's line whose turn it is, in order of place; returns when nobody is left that can
 * be decided now, and false when another process is at it. It can be killed anywhere: `claim` answers the next decider
 * with what it had granted. Throws when the database does not answer.
 */
export async function decideLine(
  db: Db,
  source: MembershipSource,
  campaignId: string,
  options: DeciderOptions,
): Promise<boolean> {
  const connection = await db.pool.connect();
  let broken: Error | undefined;
  try {
    const [lock] = await run<{ won: boolean }>(connection, becomeDecider, [campaignId]);
    if (!lock?.won) return false;
    await work(db, connection, source, campaignId, options);
    await run(connection, endDeciding, [campaignId]);
    return true;
  } catch (error) {
    // the connection may hold the lock still; ending it frees it
    broken = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    connection.release(broken);
  }
}

async function work(
  db: Db,
  connection: pg.PoolClient,
  source: MembershipSource,
  campaignId: string,
  options: DeciderOptions,
): Promise<void> {
  let isSourceDown = false;
  for (;;) {
    const places = await readNext(connection, campaignId, isSourceDown ? 1 : batch);
    if (places.length === 0) {
      const isSoldOut = await answerAll(connection, answerSoldOut, [campaignId], campaignId, options);
      if (isSoldOut) continue;
      return;
    }
    const outcomes = await inParallel(places, (place) =>
      decide(db, source, campaignId, place, options.onError),
    );
    const answers = outcomes.filter((outcome) => outcome.kind === 'answer');
    if (answers.length > 0) {
      await run(connection, answerPlaces, [
        campaignId,
        answers.map(({ place }) => place.place),
        answers.map(({ answer }) => JSON.stringify(answer)),
      ]);
      for (const { place, answer } of answers) options.onAnswer(campaignId, place.user_id, answer);
    }
    if (outcomes.some(({ kind }) => kind === 'wait')) return;
    for (const outcome of outcomes) if (outcome.kind === 'failed') await postpone(connection, outcome.place);
    const silent = outcomes.filter((outcome) => outcome.kind === 'silent');
    isSourceDown = silent.length === outcomes.length && (isSourceDown || silent.length >= silentMin);
    for (const { place, answer } of silent) {
      const attempts = place.attempts + 1;
      const after = afterNoAnswer(attempts);
      if (after.kind === 'set_aside') {
        await run(connection, setAside, [place.place, attempts, after.forMs]);
        if (isSourceDown) await run(connection, setAsideAll, [campaignId, attempts, after.forMs]);
      } else {
        await run(connection, answerPlaces, [campaignId, [place.place], [JSON.stringify(answer)]]);
        options.onAnswer(campaignId, place.user_id, answer);
        if (isSourceDown)
          await answerAll(
            connection,
            answerSetAside,
            [campaignId, attempts, JSON.stringify(answer)],
            campaignId,
            options,
          );
      }
    }
  }
}

async function readNext(connection: pg.PoolClient, campaignId: string, max: number): Promise<Place[]> {
  await connection.query('begin');
  await run(connection, settleLine, [campaignId]);
  const places = await run<Place>(connection, nextPlaces, [campaignId, max]);
  await connection.query('commit');
  return places;
}

/** Whether anybody was answered. */
async function answerAll(
  connection: pg.PoolClient,
  statement: typeof answerSoldOut,
  values: unknown[],
  campaignId: string,
  { onAnswer }: DeciderOptions,
): Promise<boolean> {
  const rows = await run<{ user_id: string; result: QueueAnswer }>(connection, statement, values);
  for (const row of rows) onAnswer(campaignId, row.user_id, row.result);
  return rows.length > 0;
}

/** What fails for one user only must not hold the line: the place is tried again later, and given up in the end. */
async function postpone(connection: pg.PoolClient, { place, attempts }: Place): Promise<void> {
  const after = afterNoAnswer(attempts + 1);
  if (after.kind === 'set_aside') await run(connection, setAside, [place, attempts + 1, after.forMs]);
  else await run(connection, giveUpPlace, [place]);
}

async function decide(
  db: Db,
  source: MembershipSource,
  campaignId: string,
  place: Place,
  onError: (error: unknown) => void,
): Promise<Outcome> {
  const { wish, user_id: userId, requested_at: askedAt } = place;
  try {
    const result = await claim(db, source, { ...wish, userId, campaignId, askedAt });
    if (result.kind === 'refused') {
      // the line stands still while paused, and nobody loses a place
      if (result.refusal.reason === 'campaign_paused') return { kind: 'wait' };
      const silent = result.refusal.reason === 'membership_unavailable';
      return { kind: silent ? 'silent' : 'answer', place, answer: result };
    }
    const { kind, entitlementId, instanceId, points } = result;
    return { kind: 'answer', place, answer: { kind, entitlementId, instanceId, points } };
  } catch (error) {
    onError(error);
    return { kind: 'failed', place };
  }
}

/** Begun in order, so many at a time; the results in order. */
async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index]!);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}
