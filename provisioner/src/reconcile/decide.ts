/**
 * The judgment: facts in, one action with its reason out. Each `decide-*.ts` judges one situation; reading this top to bottom
 * tells which one comes before which. Every action may be cut off and is decided again from what is seen then.
 */
import { decideEmpty } from './decide-empty.ts';
import { driverUnavailable, startFailed, tryLater } from './decide-failed.ts';
import { driftCheckMs, keep } from './decide-keep.ts';
import { decideMove, moveFailed, withWaitingMove } from './decide-move.ts';
import { remove, rest } from './decide-rest.ts';
import { start } from './decide-start.ts';
import { failed, lookIn, type Decision } from './decision.ts';
import type { Facts } from './facts.ts';

export function decide(facts: Facts): Decision {
  if (facts.seen.state === 'unknown') return driverUnavailable(facts, facts.seen.message);
  return decideEmpty(facts) ?? decideMove(facts) ?? withWaitingMove(facts, decideHere(facts));
}

function decideHere(facts: Facts): Decision {
  const { wanted, seen } = facts;
  if (wanted.state === 'removed') return remove(facts);
  if (wanted.state === 'stopped') return rest(facts);
  switch (seen.state) {
    case 'half':
      return halfVolume(facts);
    case 'absent':
    case 'stopped':
      return start(facts, seen);
    case 'starting':
    case 'running':
      return keep(facts, seen);
    case 'unknown':
      return driverUnavailable(facts, seen.message);
  }
}

/** What follows when the action itself threw: a pause, and the reason for people. */
export function decideAfterError(facts: Facts, decision: Decision, message: string): Decision {
  if (decision.action === 'start' || decision.action === 'restart')
    return startFailed(facts, message, 'nothing');
  if (decision.action === 'fetch') return moveFailed(facts, message);
  return facts.row.phase === 'running' ? tryLater(facts) : driverUnavailable(facts, message);
}

/** What a move left that was ended by hand: nothing here says where the whole volume is. */
function halfVolume(facts: Facts): Decision {
  const detail = 'half a volume is here, of a move that is over: move it back to where it was, or remove it';
  return { ...failed(facts, 'move_failed', detail), nextWakeAt: lookIn(facts, driftCheckMs) };
}
