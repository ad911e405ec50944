/**
 * The judgment: facts in, one action with its reason out. Reading it top to bottom is reading what the provisioner does.
 * Every action may be cut off and is decided again from what is seen then.
 */
import type { PhaseReason } from '@rockpool/db/domain/instance';
import type { GatewayStatus } from '@rockpool/gateway/control';
import { backoffMs, pauseUntil } from './backoff.ts';
import { decideMove, moveFailed, withWaitingMove } from './decide-move.ts';
import { failed, hasNewWish, hold, lookIn, pause, soonest, well, type Decision } from './decision.ts';
import type { Facts, InstanceRow, Seen } from './facts.ts';

export type { Action, Decision } from './decision.ts';

export const startTimeoutMs = 30_000;
const silenceTimeoutMs = 30_000;
const stableAfterMs = 60_000;
const driftCheckMs = 60_000;
const setUpLookMs = 2_000;
/** after a start or new settings */
const somebodyWaitsMs = 3 * 60_000;
/** After that the pauses grow: a look in each thirtieth of the time waited so far. */
const waitingLooks = 30;
const takeOverLookMs = 1_000;
const takeOverPatienceMs = 2_000;

/** Stays in the detail of an instance that lost its data, until it is stopped or fails. */
export const volumeMissing = 'its volume was missing: its files and conversations are lost';

export function decide(facts: Facts): Decision {
  if (facts.seen.state === 'unknown') return driverUnavailable(facts, facts.seen.message);
  return decideMove(facts) ?? withWaitingMove(facts, decideHere(facts));
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

/** Nothing is known, so nothing is done; an instance that ran is still called running. */
function driverUnavailable(facts: Facts, message: string): Decision {
  const { phase } = facts.row;
  const shown = { phaseReason: 'driver_unavailable', detail: message } as const;
  return {
    ...tryLater(facts),
    ...(phase === 'running' && shown),
    ...((phase === 'provisioning' || phase === 'failed') && { ...shown, phase: 'failed' as const }),
  };
}

function tryLater(facts: Facts): Decision {
  const failures = facts.row.failures + 1;
  return {
    ...hold(facts, 'driver_unavailable', 'nothing'),
    ...pause(facts, failures, backoffMs(failures)),
  };
}

function remove(facts: Facts): Decision {
  const reason = facts.wanted.reason as 'retention_over' | 'removal_asked';
  if (facts.seen.state !== 'absent') return { ...hold(facts, reason, 'destroy'), failures: 0, retryAt: null };
  return {
    ...hold(facts, reason, 'nothing'),
    phase: 'removed',
    phaseReason: reason,
    ...well,
    nextWakeAt: facts.wanted.next,
  };
}

function rest(facts: Facts): Decision {
  const reason = facts.wanted.reason as 'expired' | 'no_days' | 'suspended';
  const runs = facts.seen.state === 'running' || facts.seen.state === 'starting';
  const lost = hasLostVolume(facts);
  return {
    ...hold(facts, lost ? 'volume_missing' : reason, runs ? 'stop' : 'nothing'),
    phase: reason === 'suspended' ? 'suspended' : 'expired',
    phaseReason: reason,
    ...well,
    ...(lost && { detail: volumeMissing }),
    nextWakeAt: facts.wanted.next,
  };
}

function start(facts: Facts, seen: Extract<Seen, { state: 'absent' | 'stopped' }>): Decision {
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

function keep(facts: Facts, seen: Extract<Seen, { state: 'starting' | 'running' }>): Decision {
  const { row, run, gateway, now } = facts;
  if (run.kind === 'error')
    return {
      ...hold(facts, 'config_rejected', 'nothing'),
      phase: 'running',
      phaseReason: 'config_rejected',
      detail: run.message,
      nextWakeAt: lookIn(facts, driftCheckMs),
    };
  const restart = (reason: string): Decision => ({
    ...hold(facts, reason, 'restart'),
    phase: 'provisioning',
    phaseReason: 'restarting',
    detail: lastingDetail(row),
    failures: 0,
    retryAt: null,
  });
  if (run.restarts > seen.restarts) return restart('asked');
  if (run.launch !== null && run.launch !== seen.launch) return restart('launch_changed');
  if (run.filesHash !== seen.filesHash) {
    return hold(
      facts,
      row.specVersion > row.specVersionSeen ? 'settings_changed' : 'files_drifted',
      'rewrite',
    );
  }
  if (seen.state === 'starting' || gateway === null || gateway.state === 'silent') {
    const message = gateway?.state === 'silent' ? gateway.message : 'its port takes no connections';
    if (row.phase !== 'running') return awaitReady(facts, seen.upMs, message);
    if (row.phaseReason !== 'not_ready')
      return {
        ...hold(facts, 'silent', 'nothing'),
        phaseReason: 'not_ready',
        detail: message,
        nextWakeAt: lookIn(facts, setUpLookMs),
      };
    const silentMs = now.getTime() - row.phaseSince.getTime();
    if (silentMs >= silenceTimeoutMs) return restart('unresponsive');
    return { ...hold(facts, 'silent', 'nothing'), nextWakeAt: lookIn(facts, setUpLookMs) };
  }
  return isWell(facts, gateway.status, run.filesHash);
}

function isWell(facts: Facts, { config: inForce, channels }: GatewayStatus, filesHash: string): Decision {
  const { row, now } = facts;
  const isVerified = row.verifiedAt !== null || !facts.configured;
  const isConnecting = channels.some(({ state }) => state === 'connecting');
  const failures = row.readyAt !== null && isStable(row, now) ? 0 : row.failures;
  const running: Decision = {
    ...hold(facts, 'ready', 'nothing'),
    phase: 'running',
    phaseReason: 'ready',
    detail: lastingDetail(row),
    failures,
    retryAt: null,
    startDays: facts.daysWait,
    nextWakeAt: lookIn(facts, isVerified && !isConnecting ? driftCheckMs : waitingLookMs(facts)),
  };
  if (inForce.error) {
    const { path, message } = inForce.error;
    return {
      ...running,
      reason: 'config_rejected',
      phaseReason: 'config_rejected',
      detail: path ? `${path}: ${message}` : message,
    };
  }
  // The gateway watches its files; it takes them over within a moment.
  if (inForce.hash !== filesHash) {
    return {
      ...running,
      action: 'wait',
      reason: 'taking_over',
      patienceMs: takeOverPatienceMs,
      nextWakeAt: lookIn(facts, takeOverLookMs),
    };
  }
  return running;
}

/**
 * How soon to look for a connection or a first message. Somebody waits for it after a start or new settings; later it is a bot
 * that nobody has spoken to yet, or a platform that is away, which a whole fleet may have.
 */
function waitingLookMs({ row, settingsAt, now }: Facts): number {
  const isNew = row.phase !== 'running' || row.readyAt === null || hasNewWish(row);
  const since = Math.max(isNew ? now.getTime() : row.readyAt!.getTime(), settingsAt?.getTime() ?? -Infinity);
  const waitedMs = Math.abs(now.getTime() - since);
  return waitedMs < somebodyWaitsMs ? setUpLookMs : Math.min(waitedMs / waitingLooks, driftCheckMs);
}

function awaitReady(facts: Facts, upMs: number, message: string): Decision {
  if (upMs >= startTimeoutMs)
    return startFailed(facts, `not ready after ${startTimeoutMs / 1000} s: ${message}`, 'stop');
  // A program that is adopted in mid-start, or back after a failed look, is provisioning again.
  const phaseReason = facts.row.phase === 'provisioning' ? facts.row.phaseReason : 'starting';
  return {
    ...hold(facts, 'starting', 'wait'),
    phase: 'provisioning',
    phaseReason,
    detail: lastingDetail(facts.row),
    patienceMs: startTimeoutMs,
    nextWakeAt: lookIn(facts, setUpLookMs),
  };
}

/** What a move left that was ended by hand: nothing here says where the whole volume is. */
function halfVolume(facts: Facts): Decision {
  const detail = 'half a volume is here, of a move that is over: move it back to where it was, or remove it';
  return { ...failed(facts, 'move_failed', detail), nextWakeAt: lookIn(facts, driftCheckMs) };
}

const startFailed = (facts: Facts, message: string, action: 'nothing' | 'stop'): Decision => {
  const failures = facts.row.failures + 1;
  return {
    ...failed(facts, 'start_failed', message),
    action,
    ...pause(facts, failures, backoffMs(failures)),
  };
};

const configRejected = (facts: Facts, message: string): Decision => {
  const failures = facts.row.failures + 1;
  const until = hasNewWish(facts.row) ? null : pauseUntil(facts.row.retryAt, facts.now);
  if (until !== null)
    return { ...hold(facts, 'backing_off', 'nothing'), nextWakeAt: soonest(until, facts.wanted.next) };
  return { ...failed(facts, 'config_rejected', message), ...pause(facts, failures, backoffMs(failures)) };
};

/** It ran, nobody removed it, and nothing of it is there. */
const hasLostVolume = ({ seen, row }: Facts) =>
  seen.state === 'absent' && row.readyAt !== null && row.phase !== 'removed';

const lastingDetail = ({ phaseDetail }: InstanceRow) => (phaseDetail === volumeMissing ? phaseDetail : '');

const nameStart = (row: InstanceRow): PhaseReason => {
  if (row.phase === 'expired') return 'renewed';
  const isNew = row.phaseReason === 'claimed' || row.phaseReason === 'no_room';
  return row.phase === 'provisioning' && !isNew ? row.phaseReason : 'starting';
};

/** Up long enough that an end now is not part of a loop. */
const isStable = ({ readyAt }: InstanceRow, now: Date) =>
  readyAt !== null && now.getTime() - readyAt.getTime() >= stableAfterMs;
