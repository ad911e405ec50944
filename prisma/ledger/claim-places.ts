import type { Db } from '../client.ts';
import { mayAskAgain, QueueAnswer } from '../domain/claim-queue.ts';
import { Policy } from '../domain/policy.ts';
import type { ClaimRequest } from './claim.ts';
import { takePlaceAnew, takePlaces } from './claim-queue-statements.ts';
import { run } from './connection.ts';

/** What a click is about besides who and what: the price shown, an invitation. */
export type Wish = Omit<ClaimRequest, 'userId' | 'campaignId' | 'askedAt'>;

/** `closed`: no place is given now, because the campaign is unknown or paused */
export type Taken =
  { kind: 'waiting'; place: number } | { kind: 'answered'; answer: QueueAnswer } | { kind: 'closed' };

interface Row {
  user_id: string;
  place: number | null;
  result: unknown;
  now: Date;
  policy: unknown;
  left_in_stock: number | null;
  provided: boolean;
  paused: boolean;
}

interface Asking {
  userId: string;
  wish: Wish;
  answer: PromiseWithResolvers<Taken>;
}

/** places of one statement at most */
const togetherMax = 500;

/**
 * Gives places in line in the order of asking. One statement a campaign is under way at a time, and whoever asks
 * meanwhile goes into the next one together: alone nobody waits, in a rush a thousand places cost a few statements.
 */
export function createPlaces(db: Db) {
  const asking = new Map<string, Asking[]>();
  const busy = new Set<string>();

  async function send(campaignId: string): Promise<void> {
    if (busy.has(campaignId)) return;
    busy.add(campaignId);
    for (let next = asking.get(campaignId); next && next.length > 0; next = asking.get(campaignId)) {
      const together = next.splice(0, togetherMax);
      try {
        await take(db, campaignId, together);
      } catch (error) {
        for (const { answer } of together) answer.reject(error);
      }
    }
    busy.delete(campaignId);
    asking.delete(campaignId);
  }

  return {
    /** Throws when the database does not answer: then no place was promised. */
    take({ userId, campaignId, wish }: { userId: string; campaignId: string; wish: Wish }): Promise<Taken> {
      const answer = Promise.withResolvers<Taken>();
      const others = asking.get(campaignId) ?? [];
      asking.set(campaignId, others);
      others.push({ userId, wish, answer });
      void send(campaignId);
      return answer.promise;
    },
  };
}

async function take(db: Db, campaignId: string, together: Asking[]): Promise<void> {
  const rows = await run<Row>(db.pool, takePlaces, [
    campaignId,
    together.map(({ userId }) => userId),
    together.map(({ wish }) => wishText(wish)),
  ]);
  const byUser = new Map(rows.map((row) => [row.user_id, row]));
  for (const { userId, wish, answer } of together) {
    const row = byUser.get(userId);
    void read(db, campaignId, { userId, wish }, row).then(answer.resolve, answer.reject);
  }
}

async function read(
  db: Db,
  campaignId: string,
  { userId, wish }: Omit<Asking, 'answer'>,
  first: Row | undefined,
): Promise<Taken> {
  // A click at another portal was first, and the statement that waited for it does not see its place: the next one does.
  const isUnseen = first?.place === null && !first.paused;
  const [row] = isUnseen
    ? await run<Row>(db.pool, takePlaces, [campaignId, [userId], [wishText(wish)]])
    : [first];
  if (row?.place == null) return { kind: 'closed' };
  if (row.result === null) return { kind: 'waiting', place: row.place };
  const answer = QueueAnswer.parse(row.result);
  const offer = { policy: Policy.parse(row.policy), left: row.provided ? 1 : row.left_in_stock };
  if (answer.kind === 'claimed' || row.paused || !mayAskAgain(answer, offer, row.now))
    return { kind: 'answered', answer };
  const [anew] = await run<{ place: number }>(db.pool, takePlaceAnew, [
    campaignId,
    row.user_id,
    row.place,
    wishText(wish),
  ]);
  if (anew) return { kind: 'waiting', place: anew.place };
  // another click of the same user was first: ask what became of it
  return { kind: 'waiting', place: row.place };
}

/** Many share a statement, so what a database cannot store (NUL, halves of characters) must not reach it: no code has it. */
const wishText = ({ code, ...wish }: Wish): string =>
  JSON.stringify({
    ...wish,
    ...(code !== undefined && { code: code.toWellFormed().replaceAll('\0', '\ufffd') }),
  });
