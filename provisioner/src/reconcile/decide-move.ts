/**
 * What is decided of a computer that moves. The host that it leaves ends its program and hands over; the one that it comes to
 * fetches its volume before anything else, and hands back when the move is taken back meanwhile.
 */
import type { Phase } from '@rockpool/db/domain/instance';
import { sayDetail } from '@rockpool/db/domain/phase-detail';
import { backoffMs, pauseUntil } from './backoff.ts';
import { failed, hasNewWish, hold, lookIn, pause, soonest, type Decision } from './decision.ts';
import type { Facts } from './facts.ts';

/** So many failures in a row are nobody's business yet: a network blinks. */
const quietFailures = 2;
const lineLookMs = 10_000;

/** null: it is as with any other. */
export function decideMove(facts: Facts): Decision | null {
  const { movedFrom, moveTo } = facts.row;
  if (movedFrom !== null) return arrive(facts, movedFrom);
  return moveTo === null || facts.turn?.kind !== 'now' ? null : leave(facts);
}

function leave(facts: Facts): Decision | null {
  const { wanted, seen } = facts;
  if (wanted.state === 'removed') return null;
  switch (seen.state) {
    case 'running':
    case 'starting':
      // One that is to rest is stopped as always, with its last words.
      return wanted.state === 'stopped' ? null : { ...onItsWay(facts, 'stop'), detail: '' };
    case 'stopped':
    case 'absent':
      return { ...onItsWay(facts, 'hand_over'), detail: '' };
    case 'half':
    case 'unknown':
      return null;
  }
}

function arrive(facts: Facts, from: string): Decision {
  const { wanted, seen, row, now } = facts;
  if (seen.state === 'running' || seen.state === 'starting') return onItsWay(facts, 'stop');
  const leaves = seen.state !== 'absent';
  if (wanted.state === 'removed')
    return { ...hold(facts, wanted.reason, leaves ? 'destroy' : 'leave_behind'), failures: 0, retryAt: null };
  if (row.moveTo === from)
    return { ...onItsWay(facts, leaves ? 'destroy' : 'hand_back'), reason: 'taken_back', detail: '' };
  const until = hasNewWish(row) ? null : pauseUntil(row.retryAt, now);
  if (until !== null)
    return { ...hold(facts, 'backing_off', 'nothing'), nextWakeAt: soonest(until, wanted.next) };
  // Until it is there, who was told of the failure is not told anything else.
  if (row.phaseReason === 'move_failed') return hold(facts, 'moving', 'fetch');
  return onItsWay(facts, 'fetch');
}

/** Failed to fetch. Each try begins anew. */
export function moveFailed(facts: Facts, message: string): Decision {
  const failures = facts.row.failures + 1;
  const next = pause(facts, failures, backoffMs(failures));
  if (failures <= quietFailures)
    return { ...onItsWay(facts, 'nothing'), reason: 'move_failed', detail: message, ...next };
  return {
    ...failed(facts, 'move_failed', `${message}. It is tried again, or take the move back`),
    phase: phaseOf(facts, 'failed'),
    ...next,
  };
}

/** Too many are being fetched already. It keeps its place by when its move began. */
export function waitInLine(facts: Facts): Decision {
  return { ...onItsWay(facts, 'nothing'), reason: 'in_line', nextWakeAt: lookIn(facts, lineLookMs) };
}

/** What is decided otherwise, with why it is still here. */
export function withWaitingMove(facts: Facts, decision: Decision): Decision {
  const { turn, row } = facts;
  if (turn?.kind !== 'later' || row.moveTo === null || decision.action !== 'nothing') return decision;
  const at = lookIn(facts, lineLookMs);
  const nextWakeAt = decision.nextWakeAt === null ? at : soonest(at, decision.nextWakeAt);
  return { ...decision, detail: decision.detail || sayWhy[turn.why](row.moveTo), nextWakeAt };
}

const sayWhy: Record<'line' | 'away' | 'no_address', (to: string) => string> = {
  line: (to) => sayDetail('move_waits', { to }),
  away: (to) => sayDetail('move_host_away', { to }),
  no_address: (to) => sayDetail('move_no_address', { to }),
};

const onItsWay = (facts: Facts, action: Decision['action']): Decision => ({
  ...hold(facts, 'moving', action),
  phase: phaseOf(facts, 'provisioning'),
  phaseReason: 'moving',
  ...(action === 'nothing' ? {} : { retryAt: null }),
});

/** Whoever has no days, or is suspended, stays that on the way. */
function phaseOf({ wanted, row }: Facts, running: Phase): Phase {
  if (wanted.state === 'running') return running;
  if (wanted.state === 'removed') return row.phase;
  return wanted.reason === 'suspended' ? 'suspended' : 'expired';
}
