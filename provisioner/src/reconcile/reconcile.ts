/**
 * One reconcile of one instance: load → observe → decide → record → act, again and again until there is nothing to do, under
 * the instance's lock.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Db } from '@rockpool/db/client';
import { addDiscardJob, type Wake } from '@rockpool/db/jobs';
import { startFirstDay } from '@rockpool/db/ledger/first-run';
import type { Driver } from '../drivers/driver.ts';
import type { GatewayAt } from '../gateway-call.ts';
import { decideNoRoom, findHome, nothingThere, type Home } from '../hosts/home.ts';
import type { Candidate, Placed } from '../hosts/place.ts';
import { release } from '../hosts/release.ts';
import type { InstanceLocks } from '../instance-locks.ts';
import type { Metrics } from '../metrics.ts';
import { mayDiscard } from '../moves/discard.ts';
import { isMoveAction, type MoveAction, type Moves } from '../moves/moves.ts';
import { act } from './act.ts';
import { decide, decideAfterError, type Decision } from './decide.ts';
import { waitInLine } from './decide-move.ts';
import { load, type Loaded, type LoadOptions } from './load.ts';
import { observe, type Observed } from './observe.ts';
import { record, type InstanceStatus } from './record.ts';
import type { StartSlots } from './start-slots.ts';
import { timeStart, type StartTiming } from './start-timing.ts';

export type ReconcileDeps = {
  db: Db;
  driver: Driver;
  /** which host this is */
  host: string;
  /** finds a place for one that lives nowhere */
  place: (candidate: Candidate) => Promise<Placed>;
  /** the address under which others reach a gateway that answers at `endpoint` */
  publish: (id: string, endpoint: string) => string;
  /** it lives on another host */
  leaves: (id: string) => void;
  moves: Moves;
  locks: InstanceLocks;
  slots: StartSlots;
  loading: Omit<LoadOptions, 'exec'>;
  planWake: (wake: Wake) => Promise<void>;
  writeStatus: (status: InstanceStatus) => Promise<void>;
  /** the gateway of this instance runs, or null: it does not */
  heard: (id: string, gateway: GatewayAt | null) => void;
  /** before a program is stopped because its days are over; bounded, never rejects */
  sayLastWords: (id: string, gateway: GatewayAt) => Promise<void>;
  log: Logger;
  metrics: Metrics;
  /** aborted when the service is about to end: what is begun is left to whoever comes next */
  ending: AbortSignal;
  /** called between the steps, for tests that end the process there */
  crashPoint: (moment: string) => void;
};

/**
 * busy: another reconcile of this instance runs; crowded: too many starts wait already. Both are to be tried again.
 * elsewhere: its job belongs to another host.
 */
export type Outcome = 'done' | 'busy' | 'crowded' | 'elsewhere';

const lookAgainMs = 50;
/** So long what was read from the database is good, with what was written since: a wish that comes meanwhile has its own job. */
const freshMs = 500;
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
    if (home.kind !== 'here') return await goHome(deps, known, home.kind);
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
      if (decision.phase === 'removed' && loaded.row.host !== null) await release(deps.db, id, deps.host);
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
      const outcome = await move(deps, action, known, observed, decision, assertLocked);
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

/** again: what the database says is to be read anew. */
async function move(
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
async function goHome(
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

const writeDown = (
  { driver, publish, writeStatus }: ReconcileDeps,
  loaded: Loaded,
  observed: Observed,
  decision: Decision,
) =>
  record(writeStatus, loaded, observed, decision, {
    handle: driver.handleOf(loaded.id),
    publish: (endpoint) => publish(loaded.id, endpoint),
  });

/** Where the instance's gateway answers; null when it does not. */
function gatewayOf({ gatewayToken: token }: Loaded, { seen, gateway }: Observed): GatewayAt | null {
  return seen.state === 'running' && gateway?.state === 'answers' ? { endpoint: seen.endpoint, token } : null;
}

const isStarting = ({ action, phase }: Decision) =>
  action === 'start' || action === 'restart' || (action === 'wait' && phase === 'provisioning');

function levelOf({ action, reason }: Decision): 'error' | 'warn' | 'info' | 'debug' {
  if (reason === 'volume_missing') return 'error';
  if (reason === 'driver_unavailable') return 'warn';
  return action === 'nothing' ? 'debug' : 'info';
}

/** What the database says, read anew or brought up to now. */
async function refresh({ loading, driver }: ReconcileDeps, id: string, known: Loaded | null) {
  const ageMs = known ? Date.now() - known.readAt : Infinity;
  if (!known || ageMs >= freshMs) return load({ ...loading, exec: driver.walls }, id);
  return { ...known, now: new Date(known.readNow.getTime() + ageMs) };
}

async function settle(
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
async function giveUp(
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
