/** What is decided, and the pieces that decisions are made of. */
import type { Phase, PhaseReason } from '@rockpool/db/domain/instance';
import type { Facts, InstanceRow } from './facts.ts';

export type Action =
  | 'nothing'
  | 'wait'
  | 'start'
  | 'rewrite'
  | 'restart'
  | 'stop'
  | 'destroy'
  // of moves
  | 'hand_over'
  | 'fetch'
  | 'hand_back'
  | 'leave_behind'
  // of hosts that are lost
  | 'begin_empty';

export type Decision = {
  action: Action;
  /** why, from a closed set; label of log and metric */
  reason: string;
  phase: Phase;
  phaseReason: PhaseReason;
  detail: string;
  failures: number;
  retryAt: Date | null;
  /** for `wait`: how long it is worth looking again and again before leaving it to the next wake */
  patienceMs: number;
  /** the granted days that wait begin now */
  startDays: boolean;
  /** when to look again if nothing else happens; null = never */
  nextWakeAt: Date | null;
};

export const failed = (facts: Facts, phaseReason: PhaseReason, detail: string): Decision => ({
  ...hold(facts, phaseReason, 'nothing'),
  phase: 'failed',
  phaseReason,
  detail,
});

/** The row as it is, with an action. */
export function hold({ row }: Facts, reason: string, action: Action): Decision {
  const { phase, phaseReason, phaseDetail, failures, retryAt } = row;
  return {
    action,
    reason,
    phase,
    phaseReason,
    detail: phaseDetail,
    failures,
    retryAt,
    patienceMs: 0,
    startDays: false,
    nextWakeAt: null,
  };
}

export const well = { detail: '', failures: 0, retryAt: null };

export function pause({ now, wanted }: Facts, failures: number, ms: number) {
  const retryAt = new Date(now.getTime() + ms);
  return { failures, retryAt, nextWakeAt: soonest(retryAt, wanted.next) };
}

export const hasNewWish = (row: InstanceRow) =>
  row.specVersion > row.specVersionSeen || row.restarts > row.restartsSeen;

export const lookIn = ({ now, wanted }: Pick<Facts, 'now' | 'wanted'>, ms: number) =>
  soonest(new Date(now.getTime() + ms), wanted.next) as Date;

export function soonest(at: Date, next: Date | null): Date {
  return next !== null && next < at ? next : at;
}

const stableAfterMs = 60_000;

/** Up long enough that an end now is not part of a loop. */
export const isStable = ({ readyAt }: InstanceRow, now: Date) =>
  readyAt !== null && now.getTime() - readyAt.getTime() >= stableAfterMs;
