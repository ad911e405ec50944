import type { Db } from '../client.ts';
import { placeLifeMs, type QueueAnswer } from '../domain/claim-queue.ts';
import { boundedSource } from '../membership/bounded.ts';
import type { MembershipSource } from '../membership/source.ts';
import { claim, type ClaimRequest } from './claim.ts';
import { decideLine } from './claim-decider.ts';
import { createPlaces } from './claim-places.ts';
import { answersOf, giveUpPlaces, openLines } from './claim-queue-statements.ts';
import { run } from './connection.ts';

/** `waiting`: a place in line was taken or is held; ask again, or look (claim-line-view.ts) */
export type Asked = { kind: 'answered'; answer: QueueAnswer } | { kind: 'waiting' };

export interface ClaimQueue {
  /**
   * Takes a place in line, or keeps the one there is, and waits up to `waitMs` for its answer. Throws when the
   * database does not answer.
   */
  ask(request: Omit<ClaimRequest, 'askedAt'>, waitMs: number): Promise<Asked>;
  /** Ends after the places under way. */
  stop(): Promise<void>;
}

export interface ClaimQueueOptions {
  /** told of every answer that this process decided */
  onAnswer?: (userId: string, answer: QueueAnswer) => void;
  /** told of what failed; it is tried again */
  onError?: (error: unknown) => void;
}

/** how soon a line is looked at that another process may have left, and answers that another process made */
const lookAgainMs = 100;
/** how soon lines are found that a killed process left, or whose set-aside places are due */
const sweepMs = 1_000;
/** the longest pause of both while the database does not answer */
const troubleMsMax = 5_000;
/** a source that takes longer must not hold up the line; the place is asked again in its order */
const lookupMs = 2_000;

/** The line in front of `claim`, one a process. Any process decides any line, one at a time per campaign. */
export function createClaimQueue(
  db: Db,
  membershipSource: MembershipSource,
  { onAnswer, onError = () => {} }: ClaimQueueOptions = {},
): ClaimQueue {
  const source = boundedSource(membershipSource, lookupMs);
  const places = createPlaces(db);
  /** who waits in this process, by campaign and user; several clicks of one user each have a resolver */
  const waiters = new Map<string, Map<string, Set<(answer: QueueAnswer) => void>>>();
  const deciding = new Map<string, Promise<void>>();
  /** asked to look again while deciding */
  const again = new Set<string>();
  let stopped = false;

  function tell(campaignId: string, userId: string, answer: QueueAnswer): void {
    for (const resolve of waiters.get(campaignId)?.get(userId) ?? []) resolve(answer);
  }

  function decideSoon(campaignId: string): void {
    again.add(campaignId);
    if (stopped || deciding.has(campaignId)) return;
    const work = decide(campaignId)
      .catch(onError)
      .finally(() => deciding.delete(campaignId));
    deciding.set(campaignId, work);
  }

  async function decide(campaignId: string): Promise<void> {
    while (!stopped && again.delete(campaignId)) {
      const decided = await decideLine(db, source, campaignId, {
        onError,
        onAnswer(campaign, userId, answer) {
          onAnswer?.(userId, answer);
          tell(campaign, userId, answer);
        },
      });
      if (!decided) return;
    }
  }

  /**
   * Who waits here for another process's answer, or for a place that was set aside. Who begins to wait during the look is not told of
   * it: what was read may be the answer of their earlier place.
   */
  async function lookForAnswers(): Promise<void> {
    for (const [campaignId, users] of waiters) {
      const waited = new Map([...users].map(([userId, resolvers]) => [userId, [...resolvers]]));
      const rows = await run<{ user_id: string; result: QueueAnswer }>(db.pool, answersOf, [
        campaignId,
        [...waited.keys()],
      ]);
      for (const { user_id: userId, result } of rows)
        for (const resolve of waited.get(userId) ?? []) if (users.get(userId)?.has(resolve)) resolve(result);
      if (waiters.has(campaignId)) decideSoon(campaignId);
    }
  }

  async function sweep(): Promise<void> {
    await run(db.pool, giveUpPlaces, [placeLifeMs]);
    const lines = await run<{ campaign_id: string; due_in_ms: number }>(db.pool, openLines, []);
    for (const line of lines) if (line.due_in_ms === 0) decideSoon(line.campaign_id);
  }

  const timers = [every(lookAgainMs, lookForAnswers, onError), every(sweepMs, sweep, onError)];

  function wait(campaignId: string, userId: string, waitMs: number): Promise<Asked> {
    const users = waiters.get(campaignId) ?? new Map<string, Set<(answer: QueueAnswer) => void>>();
    waiters.set(campaignId, users);
    const resolvers = users.get(userId) ?? new Set();
    users.set(userId, resolvers);
    return new Promise<Asked>((resolve) => {
      const end = (asked: Asked) => {
        clearTimeout(timer);
        resolvers.delete(answered);
        if (resolvers.size === 0) users.delete(userId);
        if (users.size === 0) waiters.delete(campaignId);
        resolve(asked);
      };
      const answered = (answer: QueueAnswer) => end({ kind: 'answered', answer });
      const timer = setTimeout(() => end({ kind: 'waiting' }), waitMs);
      resolvers.add(answered);
    });
  }

  return {
    async ask({ userId, campaignId, ...wish }, waitMs) {
      const taken = await places.take({ userId, campaignId, wish });
      if (taken.kind === 'answered') return taken;
      if (taken.kind === 'closed') return { kind: 'answered', answer: await closedAnswer() };
      const answer = wait(campaignId, userId, waitMs);
      decideSoon(campaignId);
      return answer;

      // no line: the ledger says why, or what was claimed before
      async function closedAnswer(): Promise<QueueAnswer> {
        const result = await claim(db, source, { ...wish, userId, campaignId });
        if (result.kind === 'refused') return result;
        const { kind, entitlementId, instanceId, points } = result;
        return { kind, entitlementId, instanceId, points };
      }
    },
    async stop() {
      stopped = true;
      for (const stop of timers) stop();
      await Promise.all(deciding.values());
    },
  };
}

/** Runs again so long after it ended, and less often while it fails; returns how to stop. */
function every(ms: number, work: () => Promise<void>, onError: (error: unknown) => void): () => void {
  let timer: ReturnType<typeof setTimeout>;
  let ended = false;
  let pause = ms;
  const run = async () => {
    try {
      await work();
      pause = ms;
    } catch (error) {
      pause = Math.min(pause * 2, troubleMsMax);
      onError(error);
    }
    if (!ended) plan();
  };
  const plan = () => {
    timer = setTimeout(() => void run(), pause);
    timer.unref();
  };
  plan();
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}
