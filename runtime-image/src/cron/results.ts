/** What becomes of a run that has ended: its result is recorded, delivered, tried again; failures are counted and told. */
import { ChannelRefusal } from '../channels/channel.ts';
import { deliver, deliveryWaitsMs, type DeliveryRoom } from './delivery.ts';
import type { CronRun, StoredJob, Target } from './job.ts';
import type { Jobs } from './jobs.ts';
import { blankRun, type Runs } from './runs.ts';

/** so many failures in a row pause a task */
export const failuresMax = 5;

export type ResultsRoom = DeliveryRoom & {
  jobs: Jobs;
  runs: Runs;
  transaction<T>(work: () => T): T;
  failedText(job: StoredJob, error: string): string;
  pausedText(job: StoredJob, failures: number, error: string): string;
  /** where the person who looks after a task hears of it, when its own target is of no use */
  noticeTarget(job: StoredJob): Target;
  delivered(job: StoredJob, run: CronRun): void;
  /** told once of each end */
  counted(state: 'done' | 'failed' | 'skipped'): void;
  failed(error: unknown): void;
  now(): number;
};

export type Results = ReturnType<typeof createResults>;

/** @param wake there may be something to do */
export function createResults(room: ResultsRoom, wake: () => void) {
  const { jobs, runs, now } = room;
  const sending = new Set<string>();
  let isStopped = false;

  const notice = (job: StoredJob, word: string, text: string): void => {
    const id = `${job.id}.${word}-${now()}`;
    const run = { ...blankRun(job, now(), 'notice', now()), id, text, target: room.noticeTarget(job) };
    runs.add({ ...run, state: 'delivering', tryAt: now() });
  };

  /** Counts a failure, tells of the first, and pauses the task after the last. Inside of a transaction. */
  const countFailure = (jobId: string, error: string): void => {
    const job = jobs.find(jobId);
    if (job === null) return;
    room.counted('failed');
    const failures = job.failures + 1;
    if (failures >= failuresMax && job.state === 'active') {
      jobs.change(jobId, { failures, state: 'paused', reason: error, nextAt: null });
      notice(job, 'paused', room.pausedText(job, failures, error));
      return;
    }
    jobs.change(jobId, { failures });
    if (failures === 1) notice(job, 'failed', room.failedText(job, error));
  };

  const send = async (run: CronRun): Promise<void> => {
    const job = jobs.find(run.jobId);
    if (job === null) return runs.drop(run.id);
    try {
      await deliver(room, job, run);
    } catch (error) {
      if (!isStopped) room.transaction(() => notSent(run, error));
      return;
    }
    if (isStopped) return;
    room.transaction(() => {
      runs.change(run.id, { state: 'done', error: '', tryAt: null });
      if (run.trigger !== 'notice') jobs.change(run.jobId, { failures: 0 });
    });
    if (run.trigger !== 'notice') room.counted('done');
    room.delivered(job, run);
  };

  const notSent = (run: CronRun, error: unknown): void => {
    const reason = (error as Error).message;
    const waitMs = error instanceof ChannelRefusal ? undefined : deliveryWaitsMs[run.attempts];
    if (waitMs !== undefined) {
      runs.change(run.id, { attempts: run.attempts + 1, tryAt: now() + waitMs, error: reason });
      return;
    }
    runs.change(run.id, { state: 'failed', error: reason, tryAt: null });
    if (run.trigger !== 'notice') countFailure(run.jobId, reason);
  };

  return {
    countFailure,
    deliverDue(open: readonly CronRun[]): void {
      for (const run of open) {
        if (run.state !== 'delivering' || (run.tryAt ?? 0) > now() || sending.has(run.id)) continue;
        sending.add(run.id);
        void send(run)
          .catch(room.failed)
          .finally(() => {
            sending.delete(run.id);
            wake();
          });
      }
    },
    /** Of the next attempt to deliver; Infinity when nothing waits for one. */
    nextTryAt: (open: readonly CronRun[]): number =>
      Math.min(
        Infinity,
        ...open
          .filter(({ id, state }) => state === 'delivering' && !sending.has(id))
          .map(({ tryAt }) => tryAt ?? now()),
      ),
    /** The turn of a run has ended; null: there is nothing to tell. Stores the result before anything is sent; safe to call twice. */
    ended(runId: string, text: string | null, failure: string | null): void {
      room.transaction(() => {
        const run = runs.find(runId);
        if (run?.state !== 'running') return;
        const ended = { text: text ?? '', endedAt: now() };
        if (failure !== null) {
          runs.change(runId, { ...ended, state: 'failed', error: failure });
          return countFailure(run.jobId, failure);
        }
        if (text === null) {
          runs.change(runId, { ...ended, state: 'done' });
          room.counted('done');
          return jobs.change(run.jobId, { failures: 0 });
        }
        runs.change(runId, { ...ended, state: 'delivering', tryAt: now() });
      });
      wake();
    },
    stop(): void {
      isStopped = true;
    },
  };
}
