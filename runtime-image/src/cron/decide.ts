/** Whether a task runs now. Pure. */
import { nextRun, runsBetween, type Schedule } from './schedule.ts';

export const catchUps = ['skip', 'once', 'all'] as const;
/** What happens to runs that nobody could make, since the gateway was off or the clock jumped. */
export type CatchUp = (typeof catchUps)[number];

/** of `all`: the newest ones */
export const catchUpMax = 10;
/** a run is on time this late: the clock is looked at once a minute, and a restart takes a moment */
export const lateMsMax = 120_000;
/** clocks are corrected by less all the time */
const setBackMsMin = 60_000;

export type PlannedJob = {
  schedule: Schedule;
  zone: string;
  catchUp: CatchUp;
  /** null: never again */
  nextAt: number | null;
  /** what the clock said when `nextAt` was found */
  plannedAt: number;
};

export type DueDecision =
  | { kind: 'wait'; nextAt: number | null }
  | { kind: 'run'; scheduledAt: number; nextAt: number | null }
  | {
      kind: 'catch-up';
      scheduledAts: number[];
      reason: 'gateway_was_off' | 'clock_jumped';
      nextAt: number | null;
    }
  | {
      kind: 'skip';
      scheduledAt: number;
      reason: 'still_running' | 'gateway_was_off' | 'clock_jumped';
      nextAt: number | null;
    };

/**
 * @param lastRun whether the newest run of the task is still waiting or running; null before the first
 * @param started when the gateway did
 *
 * A clock that was set back plans anew: what comes a second time is known by its scheduled instant, and left out by whoever records
 * runs. A clock that was set far ahead and back again therefore does not hold a task up for years.
 */
export function decideDue(
  job: PlannedJob,
  lastRun: { isOpen: boolean } | null,
  now: number,
  started: number,
): DueDecision {
  const { schedule, zone, catchUp } = job;
  if (job.nextAt !== null && now < job.plannedAt - setBackMsMin) {
    const nextAt = schedule.kind === 'at' ? schedule.at : nextRun(schedule, zone, now);
    if (nextAt === null || nextAt > now) return { kind: 'wait', nextAt };
  }
  const due = job.nextAt;
  if (due === null || due > now) return { kind: 'wait', nextAt: due };
  if (now - due <= lateMsMax) {
    const nextAt = nextRun(schedule, zone, due);
    return lastRun?.isOpen === true
      ? { kind: 'skip', scheduledAt: due, reason: 'still_running', nextAt }
      : { kind: 'run', scheduledAt: due, nextAt };
  }
  const nextAt = nextRun(schedule, zone, now);
  const reason = due < started ? 'gateway_was_off' : 'clock_jumped';
  if (catchUp === 'skip') return { kind: 'skip', scheduledAt: due, reason, nextAt };
  const missed = runsBetween(schedule, zone, due, now, catchUp === 'once' ? 1 : catchUpMax);
  return { kind: 'catch-up', scheduledAts: missed.length > 0 ? missed : [due], reason, nextAt };
}
