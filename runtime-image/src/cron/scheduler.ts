/**
 * Makes runs of tasks when they are due, starts them, and has their results delivered.
 *
 *   due → run recorded, task planned anew → message in the inbox → turn → result recorded → delivered
 *
 * Each arrow is one transaction with the state on both of its sides, so a kill at any point neither loses a run nor makes it twice.
 */
import { decideDue } from './decide.ts';
import type { CronRun, StoredJob } from './job.ts';
import { createResults, type ResultsRoom } from './results.ts';
import { blankRun } from './runs.ts';

const lookAgainMs = 60_000;
const finishedKeptMs = 7 * 86_400_000;

export type SchedulerRoom = ResultsRoom & {
  settings(): { enabled: boolean; maxConcurrentRuns: number };
  /** Null when the run can be started, else why not. */
  refuseRun(job: StoredJob): string | null;
  /** Stores the message of a run; called inside of the transaction that marks it running. Returns how it is begun after that. */
  storeMessage(job: StoredJob, run: CronRun): () => void;
  /** whether the inbox still has the message of a run */
  isUnderWay(run: CronRun): boolean;
  sayText(job: StoredJob, run: CronRun): string;
  pruned(job: StoredJob, runs: CronRun[]): void;
  after(ms: number, work: () => void): () => void;
  startedAt: number;
};

export type Scheduler = ReturnType<typeof createScheduler>;

export function createScheduler(room: SchedulerRoom) {
  const { jobs, runs, now } = room;
  let cancel = (): void => {};
  let isStarted = false;
  let isStopped = false;

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
        runs.add(blankRun(job, decision.scheduledAt, 'schedule', now()));
        return plan(job, decision.nextAt);
      case 'catch-up':
        for (const at of decision.scheduledAts) runs.add(blankRun(job, at, 'catch-up', now()));
        return plan(job, decision.nextAt);
      case 'skip': {
        // many in a row are one line of the history
        if (last?.state === 'skipped') runs.drop(last.id);
        const run = blankRun(job, decision.scheduledAt, 'schedule', now());
        runs.add({ ...run, state: 'skipped', error: decision.reason, endedAt: now() });
        room.counted('skipped');
        return plan(job, decision.nextAt);
      }
    }
  };

  const start = (run: CronRun): void => {
    let begin = (): void => {};
    room.transaction(() => {
      const job = jobs.find(run.jobId);
      if (job === null) return runs.drop(run.id);
      const refusal = room.refuseRun(job);
      if (refusal !== null) {
        runs.change(run.id, { state: 'failed', error: refusal, endedAt: now() });
        return results.countFailure(job.id, refusal);
      }
      const times = { startedAt: now(), endedAt: now(), tryAt: now() };
      if (job.task.kind === 'say')
        return runs.change(run.id, { state: 'delivering', ...times, text: room.sayText(job, run) });
      runs.change(run.id, { state: 'running', startedAt: now() });
      begin = room.storeMessage(job, run);
    });
    begin();
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
      const open = runs.open();
      results.deliverDue(open);
      const next = room.settings().enabled ? (jobs.nextAt() ?? Infinity) : Infinity;
      const at = Math.min(next, results.nextTryAt(open));
      // a clock that is changed meanwhile is noticed within the minute
      if (at !== Infinity) cancel = room.after(Math.min(Math.max(at - now(), 0), lookAgainMs), wake);
    } catch (error) {
      room.failed(error);
      cancel = room.after(lookAgainMs, wake);
    }
  };
  const results = createResults(room, wake);

  const forgetFinished = (): void => {
    for (const job of jobs.finishedBefore(now() - finishedKeptMs)) {
      room.pruned(job, runs.ofJob(job.id, -1));
      runs.dropJob(job.id);
      jobs.remove(job.id);
    }
  };

  return {
    wake,
    ended: results.ended,
    /** Goes on with what the last process left, and looks at the clock from now on. */
    start(): void {
      if (!isStarted) {
        room.transaction(forgetFinished);
        for (const run of runs.open())
          if (run.state === 'running' && !room.isUnderWay(run)) results.ended(run.id, null, 'interrupted');
      }
      isStarted = true;
      wake();
    },
    stop(): void {
      isStopped = true;
      results.stop();
      cancel();
    },
    /** A run at once, beside the schedule. False when this very wish has been fulfilled. */
    runNow(job: StoredJob, word: string): boolean {
      const run = { ...blankRun(job, now(), 'hand', now()), id: `${job.id}.${word}` };
      const isNew = room.transaction(() => runs.add(run));
      wake();
      return isNew;
    },
    /** What waits of a task is not begun any more. */
    dropQueued(jobId: string): void {
      for (const run of runs.open())
        if (run.jobId === jobId && run.state === 'queued')
          runs.change(run.id, { state: 'skipped', error: 'paused', endedAt: now() });
    },
  };
}
