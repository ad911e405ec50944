/** What tools, commands and the control API do with scheduled tasks. */
import { hash } from 'node:crypto';
import type { CatchUp } from './decide.ts';
import type { Jobs } from './jobs.ts';
import type { CronJob, CronRun, StoredJob } from './job.ts';
import type { Runs } from './runs.ts';
import { isZone, nextRun } from './schedule.ts';
import type { Scheduler } from './scheduler.ts';
import {
  hasPrivateRights,
  maySee,
  readTarget,
  refuseMaking,
  type Requester,
  type TargetFacts,
  type TargetWish,
} from './target.ts';
import { nameOf, readWhen, refuseText, type WhenWish } from './wish.ts';

export type JobWish = TargetWish & {
  when: WhenWish;
  name: string;
  /** null: as it was, or none */
  task: CronJob['task'] | null;
  /** null: the user's */
  zone: string | null;
  catchUp: CatchUp | null;
  session: CronJob['session'] | null;
};

export type Made = { kind: 'job'; job: StoredJob } | { kind: 'refused'; message: string };

export type CronDesk = ReturnType<typeof createCronDesk>;

export function createCronDesk(room: {
  jobs: Jobs;
  runs: Runs;
  scheduler: Scheduler;
  transaction<T>(work: () => T): T;
  targetFacts(): TargetFacts;
  zone(): string;
  /** ends the turn of a run and forgets its session */
  forget(job: CronJob): void;
  now(): number;
}) {
  const { jobs, runs, scheduler, now } = room;

  const refused = (message: string): Made => ({ kind: 'refused', message });

  const changed = (id: string): Made => {
    scheduler.wake();
    const job = jobs.find(id);
    return job === null ? refused('The task is gone.') : { kind: 'job', job };
  };

  const readParts = (
    wish: JobWish,
    requester: Requester,
    zone: string,
    old: CronJob | null,
  ): Partial<CronJob> | string => {
    const parts: Partial<CronJob> = {};
    const hasWhen = Object.values(wish.when).some((value) => value !== undefined);
    if (!isZone(zone)) return `${zone} is not a time zone; use a name such as Asia/Shanghai.`;
    if (old === null || hasWhen) {
      const read = readWhen(wish.when, zone, now());
      if (read.kind === 'refused') return read.message;
      parts.schedule = read.schedule;
    }
    if (old === null || wish.task !== null) {
      const refusal = refuseText(wish.task?.text ?? '');
      if (refusal !== null) return refusal;
      if (wish.task !== null) parts.task = wish.task;
    }
    if (old === null || wish.to !== null || wish.webhook !== null) {
      const read = readTarget(wish, requester, room.targetFacts());
      if (read.kind === 'refused') return read.message;
      parts.target = read.target;
    }
    if (wish.name !== '') parts.name = nameOf(wish.name, '');
    if (wish.catchUp !== null) parts.catchUp = wish.catchUp;
    if (wish.session !== null) parts.session = wish.session;
    if (parts.session === 'main' && !hasPrivateRights(requester.maker))
      return 'Only the owner, in a private chat, may make tasks of the main session.';
    return { ...parts, zone };
  };

  return {
    list: (requester: Requester): StoredJob[] => jobs.all().filter((job) => maySee(job, requester)),
    /** Null also for a task that this person may not touch. */
    find(id: string, requester: Requester): StoredJob | null {
      const job = jobs.find(id.trim());
      return job !== null && maySee(job, requester) ? job : null;
    },
    runsOf: (job: CronJob, limit: number): CronRun[] => runs.ofJob(job.id, limit),
    /** @param key the same wish again under the same key makes no second task */
    add(wish: JobWish, requester: Requester, key: string): Made {
      const id = BigInt(`0x${hash('sha256', key, 'hex').slice(0, 12)}`)
        .toString(36)
        .slice(0, 6)
        .padStart(6, '0');
      const same = jobs.find(id);
      if (same !== null) return { kind: 'job', job: same };
      const refusal = refuseMaking(
        requester,
        jobs.all().filter(({ state }) => state !== 'finished'),
      );
      if (refusal !== null) return refused(refusal);
      const zone = wish.zone ?? room.zone();
      const parts = readParts(wish, requester, zone, null);
      if (typeof parts === 'string') return refused(parts);
      const { schedule, task, target } = parts;
      if (schedule === undefined || task === undefined || target === undefined)
        return refused('Say when and what.');
      const job: CronJob = {
        id,
        name: nameOf(wish.name, task.text),
        agentId: requester.agentId,
        schedule,
        zone,
        task,
        target,
        catchUp: wish.catchUp ?? (schedule.kind === 'every' ? 'skip' : 'once'),
        session: parts.session ?? 'isolated',
        maker: requester.maker,
        createdAt: now(),
      };
      const plan = { nextAt: nextRun(schedule, zone, now()), plannedAt: now() };
      room.transaction(() => jobs.add(job, { state: 'active', reason: '', failures: 0, ...plan }));
      return changed(id);
    },
    /** Changes what the wish names and leaves the rest. A task that had finished or was paused goes on when it gets a new time. */
    update(job: StoredJob, wish: JobWish, requester: Requester): Made {
      if (hasPrivateRights(job.maker) && !hasPrivateRights(requester.maker))
        return refused('It was made in a private chat and runs with the rights of one; change it there.');
      const parts = readParts(wish, requester, wish.zone ?? job.zone, job);
      if (typeof parts === 'string') return refused(parts);
      const schedule = parts.schedule ?? job.schedule;
      const isPlanned = parts.schedule !== undefined || wish.zone !== null;
      const nextAt = nextRun(schedule, parts.zone ?? job.zone, now());
      const plan =
        parts.schedule !== undefined
          ? ({ state: 'active', reason: '', failures: 0, nextAt, plannedAt: now() } as const)
          : isPlanned && job.state === 'active'
            ? { nextAt, plannedAt: now() }
            : {};
      room.transaction(() => jobs.change(job.id, { ...parts, ...plan }));
      return changed(job.id);
    },
    remove(job: CronJob): void {
      room.transaction(() => {
        jobs.remove(job.id);
        runs.dropJob(job.id);
      });
      room.forget(job);
      scheduler.wake();
    },
    /** What is under way goes on to its end. */
    pause(job: CronJob): Made {
      room.transaction(() => {
        jobs.change(job.id, { state: 'paused', reason: '', nextAt: null });
        scheduler.dropQueued(job.id);
      });
      return changed(job.id);
    },
    resume(job: StoredJob): Made {
      const nextAt = nextRun(job.schedule, job.zone, now());
      if (nextAt === null) return refused('Its time has passed; give it a new one.');
      room.transaction(() =>
        jobs.change(job.id, { state: 'active', reason: '', failures: 0, nextAt, plannedAt: now() }),
      );
      return changed(job.id);
    },
    /** A run at once. The same word again runs nothing. */
    run: (job: StoredJob, word: string): boolean => scheduler.runNow(job, word),
  };
}
