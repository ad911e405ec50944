/** What is decided of a computer that is to run and does: it is as it is wanted, or is made so; and when to look again. */
import { sayDetail } from '@rockpool/db/domain/phase-detail';
import type { GatewayStatus } from '@rockpool/gateway/control';
import { startFailed } from './decide-failed.ts';
import { hasNewWish, hold, isStable, lookIn, type Decision } from './decision.ts';
import type { Facts, Seen } from './facts.ts';
import { lastingDetail } from './lost-volume.ts';

export const startTimeoutMs = 30_000;
/** without news */
export const driftCheckMs = 60_000;
const silenceTimeoutMs = 30_000;
const setUpLookMs = 2_000;
/** after a start or new settings */
const somebodyWaitsMs = 3 * 60_000;
/** After that the pauses grow: a look in each thirtieth of the time waited so far. */
const waitingLooks = 30;
const takeOverLookMs = 1_000;
const takeOverPatienceMs = 2_000;

export function keep(facts: Facts, seen: Extract<Seen, { state: 'starting' | 'running' }>): Decision {
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
    const message = gateway?.state === 'silent' ? gateway.message : sayDetail('no_connections', {});
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
    return startFailed(
      facts,
      `${sayDetail('not_ready', { seconds: startTimeoutMs / 1000 })}: ${message}`,
      'stop',
    );
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
