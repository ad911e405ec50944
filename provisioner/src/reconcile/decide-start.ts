/** What is decided of a computer that is to run and does not: at once, after a pause, or with the reason why not. */
import type { PhaseReason } from '@rockpool/db/domain/instance';
import { backoffMs, pauseUntil } from './backoff.ts';
import { startFailed } from './decide-failed.ts';
import { failed, hasNewWish, hold, isStable, pause, soonest, type Decision } from './decision.ts';
import type { Facts, InstanceRow, Seen } from './facts.ts';
import { hasLostVolume, lastingDetail, volumeMissing } from './lost-volume.ts';

export function start(facts: Facts, seen: Extract<Seen, { state: 'absent' | 'stopped' }>): Decision {
  const { row, now, run } = facts;
  if (run.kind === 'error') return configRejected(facts, run.message);
  const begin = (reason: string, phaseReason: PhaseReason, failures: number): Decision => ({
    ...hold(facts, reason, 'start'),
    phase: 'provisioning',
    phaseReason,
    detail: lastingDetail(row),
    failures,
    retryAt: null,
  });
  // A computer that is empty is of more use than none, as long as nobody takes it for the old one.
  if (hasLostVolume(facts)) return { ...begin('volume_missing', nameStart(row), 0), detail: volumeMissing };
  const message = seen.state === 'stopped' ? seen.ended : null;
  if (message !== null && row.phase === 'provisioning') return startFailed(facts, message, 'nothing');
  // How it ended while nobody could see says nothing about it, and there is nothing left to wait for.
  if (row.phaseReason === 'driver_unavailable') return begin('driver_back', nameStart(row), 0);
  // Changed settings and a pressed button are worth an immediate try.
  if (hasNewWish(row)) return begin('wished', nameStart(row), 0);
  const until = pauseUntil(row.retryAt, now);
  if (until !== null) {
    return { ...hold(facts, 'backing_off', 'nothing'), nextWakeAt: soonest(until, facts.wanted.next) };
  }
  if (message === null || row.phase === 'failed')
    return begin(message === null ? 'not_running' : 'retry', nameStart(row), row.failures);
  if (row.phase !== 'running') return begin('not_running', nameStart(row), 0);
  // It ran and ended by itself. The first time it comes back at once, in a loop it slows down.
  const before = isStable(row, now) ? 0 : row.failures;
  if (before === 0) return begin('crashed', 'crashed', 1);
  return { ...failed(facts, 'crashed', message), ...pause(facts, before + 1, backoffMs(before)) };
}

/** What it would be started with cannot be made. New settings are tried at once. */
const configRejected = (facts: Facts, message: string): Decision => {
  const failures = facts.row.failures + 1;
  const until = hasNewWish(facts.row) ? null : pauseUntil(facts.row.retryAt, facts.now);
  if (until !== null)
    return { ...hold(facts, 'backing_off', 'nothing'), nextWakeAt: soonest(until, facts.wanted.next) };
  return { ...failed(facts, 'config_rejected', message), ...pause(facts, failures, backoffMs(failures)) };
};

const nameStart = (row: InstanceRow): PhaseReason => {
  if (row.phase === 'expired') return 'renewed';
  const isNew = row.phaseReason === 'claimed' || row.phaseReason === 'no_room';
  return row.phase === 'provisioning' && !isNew ? row.phaseReason : 'starting';
};
