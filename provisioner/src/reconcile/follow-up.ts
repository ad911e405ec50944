/** What follows a decision, whatever it was: the row, the next look, a move's own steps, a pause after a failure. */
import { addDiscardJob } from '@rockpool/db/jobs';
import { startFirstDay } from '@rockpool/db/ledger/first-run';
import type { Home } from '../hosts/home.ts';
import { mayDiscard } from '../moves/discard.ts';
import type { MoveAction } from '../moves/moves.ts';
import { decideAfterError } from './decide.ts';
import type { Decision } from './decision.ts';
import { waitInLine } from './decide-move.ts';
import { decideNoRoom } from './decide-no-room.ts';
import { load, type Loaded } from './load.ts';
import { nothingThere, type Observed } from './observe.ts';
import type { Outcome, ReconcileDeps } from './reconcile-deps.ts';
import { record } from './record.ts';

/** So long what was read from the database is good, with what was written since: a wish that comes meanwhile has its own job. */
const freshMs = 500;

/** What the database says, read anew or brought up to now. */
export async function refresh({ loading, driver }: ReconcileDeps, id: string, known: Loaded | null) {
  const ageMs = known ? Date.now() - known.readAt : Infinity;
  if (!known || ageMs >= freshMs) return load({ ...loading, exec: driver.walls }, id);
  return { ...known, now: new Date(known.readNow.getTime() + ageMs) };
}

/** Status and intent, as `record` has it. */
export const writeDown = (
  { driver, publish, writeStatus }: ReconcileDeps,
  loaded: Loaded,
  observed: Observed,
  decision: Decision,
) =>
  record(writeStatus, loaded, observed, decision, {
    handle: driver.handleOf(loaded.id),
    publish: (endpoint) => publish(loaded.id, endpoint),
  });

/** Nothing is left to do now: the next look is planned, and what may begin by being well begins. */
export async function settle(
  { db, planWake, crashPoint }: ReconcileDeps,
  loaded: Loaded,
  decision: Decision,
): Promise<Outcome> {
  await planWake({ instanceId: loaded.id, atAppTime: decision.nextWakeAt });
  crashPoint('wake planned');
  if (loaded.row.remainsOn !== null && mayDiscard(loaded.row, decision))
    await addDiscardJob(db, loaded.id, loaded.row.remainsOn);
  if (decision.startDays) await startFirstDay(db, loaded.id);
  return 'done';
}

/** The action threw: a pause and the reason for people, then another try. */
export async function giveUp(
  deps: ReconcileDeps,
  loaded: Loaded,
  observed: Observed,
  decision: Decision,
  error: Error,
): Promise<Outcome> {
  const { action, reason } = decision;
  deps.log.error({ instanceId: loaded.id, action, reason, err: error }, 'action failed');
  deps.metrics.failedActions.inc({ action });
  const fresh = await refresh(deps, loaded.id, loaded);
  if (!fresh) return 'done';
  const after = decideAfterError({ ...fresh, ...observed }, decision, error.message);
  await writeDown(deps, fresh, observed, after);
  return settle(deps, fresh, after);
}

/** One step of a move. again: what the database says is to be read anew. */
export async function takeMoveStep(
  deps: ReconcileDeps,
  action: MoveAction,
  loaded: Loaded,
  observed: Observed,
  decision: Decision,
  assertLocked: () => void,
): Promise<Outcome | 'again'> {
  const hasVolume = observed.seen.state !== 'absent';
  try {
    const outcome = await deps.moves.carryOut(action, loaded, hasVolume, assertLocked);
    deps.crashPoint(`acted ${action}`);
    if (outcome === 'ends') return 'crowded';
    return outcome === 'did' ? 'again' : settle(deps, loaded, waitInLine({ ...loaded, ...observed }));
  } catch (error) {
    return giveUp(deps, loaded, observed, decision, error as Error);
  }
}

/** What follows when there is nothing to do for it here. */
export async function passOn(
  deps: ReconcileDeps,
  loaded: Loaded,
  where: Exclude<Home['kind'], 'here'>,
): Promise<Outcome> {
  switch (where) {
    case 'elsewhere':
      deps.leaves(loaded.id);
      return 'elsewhere';
    case 'offered':
      return 'done';
    case 'not_yet':
      return 'busy';
    case 'no_room': {
      const decision = decideNoRoom(loaded);
      if (loaded.row.phaseReason !== 'no_room') {
        deps.metrics.reconciles.inc({ action: decision.action, reason: decision.reason });
        deps.log.warn({ instanceId: loaded.id }, 'no host has room for it');
      }
      await writeDown(deps, loaded, nothingThere, decision);
      return settle(deps, loaded, decision);
    }
  }
}
