/**
 * Makes runs of tasks when they are due, starts them, and delivers their results.
 *
 *   due → run recorded, task planned anew → message in the inbox → turn → result recorded → delivered
 *
 * Each arrow is one transaction with the state on both of its sides, so a kill at any point neither loses a run nor makes it twice.
 */
import { ChannelRefusal } from '../channels/channel.ts';
import { decideDue } from './decide.ts';
import { deliver, deliveryWaitsMs, type DeliveryRoom } from './delivery.ts';
import type { Jobs } from './jobs.ts';
import type { CronRun, StoredJob, Target } from './job.ts';
import type { Runs } from './runs.ts';

/** so many failures in a row pause a task */
export const failuresMax = 5;
const lookAgainMs = 60_000;
const finishedKeptMs = 7 * 86_400_000;

export type SchedulerRoom = DeliveryRoom & {
  jobs: Jobs;
  runs: Runs;
  settings(): { enabled: boolean; maxConcurrentRuns: number };
  transaction<T>(work: () => T): T;
  /** Null when the run can be started, else why not. */
  refuseRun(job: StoredJob): string | null;
  /** Stores the message of a run; called inside of the transaction that marks it running. Returns how it is begun after that. */
  storeMessage(job: StoredJob, run: CronRun): () => void;
  /** told once of each end */
  counted(state: 'done' | 'failed' | 'skipped'): void;
  /** whether the inbox still has the message of a run */
  isUnderWay(run: CronRun): boolean;
  sayText(job: StoredJob, run: CronRun): string;
  failedText(job: StoredJob, error: string): string;
  pausedText(job: StoredJob, failures: number, error: string): string;
  /** where the person who looks after a task hears of it, when its own target is of no use */
  noticeTarget(job: StoredJob): Target;
  delivered(job: StoredJob, run: CronRun): void;
  pruned(job: StoredJob, runs: CronRun[]): void;
  failed(error: unknown): void;
  after(ms: number, work: () => void): () => void;
  startedAt: number;
};

export type Scheduler = ReturnType<typeof createScheduler>;

export function createScheduler(room: SchedulerRoom) {
  const { jobs, runs, now } = room;
  const sending = new Set<string>();
  let cancel = (): void => {};
  let isStarted = false;
  let isStopped = false;

  const blank = (job: StoredJob, scheduledAt: number, trigger: CronRun['trigger']): CronRun => ({
    ...{ id: `${job.id}.${scheduledAt}`, jobId: job.id, scheduledAt, trigger, state: 'queued' },
    ...{ createdAt: now(), startedAt: null, endedAt: null, text: '', error: '', target: job.target },
    ...{ attempts: 0, tryAt: null },
  });

  const plan = (job: StoredJob, nextAt: number | null): void => {
    jobs.change(job.id, { nextAt, plannedAt: now(), ...(nextAt === null && { state: 'finished' }) });
    const gone = runs.prune(job.id);
    if (gone.length > 0) room.pruned(job, gone);
  };

  const record = (job: StoredJob): void => {
    const last = runs.ofJob(job.id, 1)[0];
    const decision = decideDue(job, { isOpen: runs.isBusy(job.id) }, now(), room.startedAt);
    switch (decision.kind) {
      case 'wait':
        if (decision.nextAt !== job.nextAt || job.plannedAt > now()) plan(job, decision.nextAt);
        return;
      case 'run':
        runs.add(blank(job, decision.scheduledAt, 'schedule'));
        return plan(job, decision.nextAt);
      case 'catch-up':
        for (const at of decision.scheduledAts) runs.add(blank(job, at, 'catch-up'));
        return plan(job, decision.nextAt);
      case 'skip': {
        // many in a row are one line of the history
        if (last?.state === 'skipped') runs.drop(last.id);
        const skipped = { ...blank(job, decision.scheduledAt, 'schedule'), endedAt: now() };
        room.counted('skipped');
        runs.add({ ...skipped, state: 'skipped', error: decision.reason });
        return plan(job, decision.nextAt);
      }
    }
  };

  const notice = (job: StoredJob, word: string, text: string): void => {
    const run = blank(job, now(), 'notice');
    runs.add({
      ...run,
      id: `${job.id}.${word}-${now()}`,
      state: 'delivering',
      text,
      target: room.noticeTarget(job),
      tryAt: now(),
    });
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

  const start = (run: CronRun): void => {
    let begin = (): void => {};
    room.transaction(() => {
      const job = jobs.find(run.jobId);
      if (job === null) return runs.drop(run.id);
      const refusal = room.refuseRun(job);
      if (refusal !== null) {
        runs.change(run.id, { state: 'failed', error: refusal, endedAt: now() });
        return countFailure(job.id, refusal);
      }
      if (job.task.kind === 'say') {
        const text = room.sayText(job, run);
        return runs.change(run.id, {
          state: 'delivering',
          startedAt: now(),
          endedAt: now(),
          text,
          tryAt: now(),
        });
      }
      runs.change(run.id, { state: 'running', startedAt: now() });
      begin = room.storeMessage(job, run);
    });
    begin();
  };

  const send = async (run: CronRun): Promise<void> => {
    const job = jobs.find(run.jobId);
    if (job === null) return runs.drop(run.id);
    try {
      await deliver(room, job, run);
    } catch (error) {
      if (isStopped) return;
      const reason = (error as Error).message;
      const waitMs = error instanceof ChannelRefusal ? undefined : deliveryWaitsMs[run.attempts];
      return room.transaction(() => {
        if (waitMs !== undefined) {
          runs.change(run.id, { attempts: run.attempts + 1, tryAt: now() + waitMs, error: reason });
          return;
        }
        runs.change(run.id, { state: 'failed', error: reason, tryAt: null });
        if (run.trigger !== 'notice') countFailure(run.jobId, reason);
      });
    }
    if (isStopped) return;
    room.transaction(() => {
      runs.change(run.id, { state: 'done', error: '', tryAt: null });
      if (run.trigger !== 'notice') jobs.change(run.jobId, { failures: 0 });
    });
    if (run.trigger !== 'notice') room.counted('done');
    room.delivered(job, run);
  };

  const deliverDue = (open: readonly CronRun[]): void => {
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
  };

  const startQueued = (open: readonly CronRun[]): void => {
    const busy = new Set(runs.holding(open).map(({ jobId }) => jobId));
    for (const run of open) {
      // of one task, one run at a time
      if (run.state !== 'queued' || busy.has(run.jobId)) continue;
      const isFull = busy.size >= room.settings().maxConcurrentRuns;
      if (isFull && jobs.find(run.jobId)?.task.kind === 'ask') continue;
      start(run);
      if (runs.find(run.id)?.state === 'running') busy.add(run.jobId);
    }
  };

  /** Does all that is due now, and sets the timer for the next thing. */
  const wake = (): void => {
    cancel();
    cancel = () => {};
    if (!isStarted || isStopped) return;
    try {
      const due = room.settings().enabled ? [...jobs.due(now()), ...jobs.plannedAhead(now())] : [];
      if (due.length > 0) room.transaction(() => due.forEach(record));
      const before = runs.open();
      if (room.settings().enabled && before.some(({ state }) => state === 'queued')) startQueued(before);
      deliverDue(runs.open());
      setTimer();
    } catch (error) {
      room.failed(error);
      cancel = room.after(lookAgainMs, wake);
    }
  };

  const setTimer = (): void => {
    const tries = runs
      .open()
      .filter(({ id, state }) => state === 'delivering' && !sending.has(id))
      .map(({ tryAt }) => tryAt ?? now());
    const next = room.settings().enabled ? jobs.nextAt() : null;
    const at = Math.min(next ?? Infinity, ...tries);
    // a clock that is changed meanwhile is noticed within the minute
    if (at !== Infinity) cancel = room.after(Math.min(Math.max(at - now(), 0), lookAgainMs), wake);
  };

  return {
    wake,
    /** Goes on with what the last process left, and looks at the clock from now on. */
    start(): void {
      if (isStarted) return wake();
      isStarted = true;
      for (const job of jobs.finishedBefore(now() - finishedKeptMs)) {
        room.pruned(job, runs.ofJob(job.id, -1));
        runs.dropJob(job.id);
        jobs.remove(job.id);
      }
      for (const run of runs.open())
        if (run.state === 'running' && !room.isUnderWay(run)) this.ended(run.id, null, 'interrupted');
      wake();
    },
    stop(): void {
      isStopped = true;
      cancel();
    },
    /** A run at once, beside the schedule. False when this very wish has been fulfilled. */
    runNow(job: StoredJob, word: string): boolean {
      const run = { ...blank(job, now(), 'hand'), id: `${job.id}.${word}` };
      const isNew = room.transaction(() => runs.add(run));
      wake();
      return isNew;
    },
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
    /** What waits of a task is not begun any more. */
    dropQueued(jobId: string): void {
      for (const run of runs.open())
        if (run.jobId === jobId && run.state === 'queued')
          runs.change(run.id, { state: 'skipped', error: 'paused', endedAt: now() });
    },
  };
}
