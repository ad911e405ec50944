/**
 * One reconcile of one instance: load → observe → decide → record → act, again and again until there is nothing to do, under
 * the instance's lock.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { GatewayAt } from '../gateway-call.ts';
import { findHome } from '../hosts/home.ts';
import type { Candidate } from '../hosts/place.ts';
import { release } from '../hosts/release.ts';
import { isMoveAction } from '../moves/moves.ts';
import { act } from './act.ts';
import { decide } from './decide.ts';
import type { Decision } from './decision.ts';
import { giveUp, passOn, refresh, settle, takeMoveStep, writeDown } from './follow-up.ts';
import type { Loaded } from './load.ts';
import { observe, type Observed } from './observe.ts';
import type { Outcome, ReconcileDeps } from './reconcile-deps.ts';
import { timeStart, type StartTiming } from './start-timing.ts';

const lookAgainMs = 50;
/** One reconcile of this process waits so long for another of the same instance before it goes back into the queue. */
const turnPatienceMs = 2_000;

/**
 * `dueAt`: when the job behind it was due, by the machine's clock in ms; for the metrics alone. `offered`: the job came to this
 * host by its name.
 */
export async function reconcile(
  deps: ReconcileDeps,
  id: string,
  { dueAt = Date.now(), offered = false } = {},
): Promise<Outcome> {
  const lock = await deps.locks.acquire(id, { patienceMs: turnPatienceMs });
  if (!lock) return 'busy';
  const held: { slot?: () => void } = {};
  const timing = timeStart(deps.metrics, dueAt);
  const end = deps.metrics.reconcileDuration.startTimer();
  try {
    return await converge(deps, { id, offered }, () => lock.assertHeld(), held, timing);
  } finally {
    end();
    held.slot?.();
    await lock.release();
  }
}

async function converge(
  deps: ReconcileDeps,
  { id, offered }: Candidate,
  assertLocked: () => void,
  held: { slot?: () => void },
  timing: StartTiming,
): Promise<Outcome> {
  const { driver, slots, log, metrics, crashPoint } = deps;
  let waitingSince = Date.now();
  let lastSaid = '';
  let known: Loaded | null = null;
  for (;;) {
    known = await refresh(deps, id, known);
    if (!known) return 'done';
    const home = await findHome(deps, known, offered);
    if (home.kind !== 'here') return await passOn(deps, known, home.kind);
    if (home.loaded !== known) crashPoint('placed');
    const loaded: Loaded = (known = home.loaded);
    const observed = await observe(driver, loaded);
    const decision = decide({ ...loaded, ...observed });
    const { action, reason } = decision;
    const gateway = gatewayOf(loaded, observed);
    deps.heard(id, action === 'stop' || action === 'destroy' ? null : gateway);

    timing.decided(decision);
    if ((action === 'start' || action === 'restart') && !held.slot) {
      const slot = await slots.take();
      if (!slot) return 'crowded';
      held.slot = slot.giveBack;
      if (deps.ending.aborted) return 'crowded';
      // The wait may have been long: it is looked at again.
      if (slot.waited) continue;
    }
    if (!isStarting(decision)) {
      held.slot?.();
      delete held.slot;
    }
    const says = `${action} ${reason}`;
    if (says !== lastSaid) {
      metrics.reconciles.inc({ action, reason });
      log[levelOf(decision)]({ instanceId: id, action, reason, phase: decision.phase }, 'reconcile');
      lastSaid = says;
    }

    assertLocked();
    known = await writeDown(deps, loaded, observed, decision);
    crashPoint(`recorded ${action}`);
    if (action === 'nothing') {
      if (decision.phase === 'removed' && (loaded.row.host !== null || loaded.row.startsEmpty))
        await release(deps.db, id, loaded.row.host);
      if (loaded.row.lossUntold && gateway && decision.phaseReason === 'ready')
        await deps.tellLoss(id, gateway);
      return settle(deps, loaded, decision);
    }
    if (action === 'wait') {
      if (deps.ending.aborted || Date.now() - waitingSince >= decision.patienceMs)
        return settle(deps, loaded, decision);
      await delay(lookAgainMs);
      continue;
    }
    if (action === 'stop' && loaded.wanted.reason === 'expired' && gateway)
      await deps.sayLastWords(id, gateway);
    assertLocked();
    timing.acts(action);
    if (isMoveAction(action)) {
      const outcome = await takeMoveStep(deps, action, known, observed, decision, assertLocked);
      if (outcome !== 'again') return outcome;
      // The row is not what it was.
      known = null;
      continue;
    }
    try {
      await act(driver, action, id, loaded.spec.kind === 'spec' ? loaded.spec.spec : null);
    } catch (error) {
      timing.gaveUp();
      return await giveUp(deps, known, observed, decision, error as Error);
    }
    crashPoint(`acted ${action}`);
    waitingSince = Date.now();
  }
}

/** Where the instance's gateway answers; null when it does not. */
function gatewayOf({ gatewayToken: token }: Loaded, { seen, gateway }: Observed): GatewayAt | null {
  return seen.state === 'running' && gateway?.state === 'answers' ? { endpoint: seen.endpoint, token } : null;
}

const isStarting = ({ action, phase }: Decision) =>
  action === 'start' || action === 'restart' || (action === 'wait' && phase === 'provisioning');

function levelOf({ action, reason }: Decision): 'error' | 'warn' | 'info' | 'debug' {
  if (reason === 'volume_missing' || reason === 'old_volume') return 'error';
  if (reason === 'driver_unavailable') return 'warn';
  return action === 'nothing' ? 'debug' : 'info';
}
