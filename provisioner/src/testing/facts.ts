/** What `decide` judges, for its tests: a computer that runs well at one moment, and what it may be instead. */
import type { Facts, InstanceRow, Seen } from '../reconcile/facts.ts';

export const now = new Date('2026-03-01T12:00:00Z');
export const after = (ms: number) => new Date(now.getTime() + ms);
export const day = 86_400_000;
const expiry = after(day);

const row: InstanceRow = {
  host: 'main',
  moveTo: null,
  movedFrom: null,
  remainsOn: null,
  startsEmpty: false,
  phase: 'running',
  phaseReason: 'ready',
  phaseDetail: '',
  phaseSince: after(-3_600_000),
  specVersion: 1,
  specVersionSeen: 1,
  restarts: 0,
  restartsSeen: 0,
  failures: 0,
  retryAt: null,
  readyAt: after(-3_600_000),
  verifiedAt: after(-3_000_000),
};
type Alive = Extract<Seen, { state: 'running' | 'starting' }>;
export const runs: Alive = {
  state: 'running',
  endpoint: 'http://127.0.0.1:20001',
  filesHash: 'files-1',
  restarts: 0,
  launch: 'program-1',
  startedAt: 0,
  upMs: 3_600_000,
};
export const starting: Alive = { ...runs, state: 'starting', upMs: 500 };
export const stopped: Seen = { state: 'stopped', ended: null };
export const crashed: Seen = { state: 'stopped', ended: 'the gateway ended with code 1' };
export const absent: Seen = { state: 'absent' };
export const half: Seen = { state: 'half' };
export const unknown: Seen = { state: 'unknown', message: 'the daemon answers 500' };

export const answers = (config: {
  hash: string;
  error: { path: string; message: string } | null;
}): Facts['gateway'] => ({
  state: 'answers',
  status: {
    version: '1',
    startedAt: '',
    config,
    model: null,
    channels: [],
    runningTurns: 0,
    inboxWaiting: 0,
    lastActivityAt: null,
  },
});
const wellGateway = answers({ hash: 'files-1', error: null });
export const withChannel = (state: 'connecting' | 'connected' | 'failed'): Facts['gateway'] => ({
  state: 'answers',
  status: {
    ...(wellGateway as Extract<Facts['gateway'], { state: 'answers' }>).status,
    channels: [
      {
        channel: 'feishu',
        accountId: 'main',
        appId: 'cli_0123456789abcdef',
        state,
        code: '',
        reason: '',
        since: '',
        bot: null,
        ownerId: null,
        greeting: { state: 'none', reason: '' },
        lastInboundAt: null,
        lastAnsweredAt: null,
        ownerAnsweredAt: null,
      },
    ],
  },
});
export const silent: Facts['gateway'] = { state: 'silent', message: 'no answer within 3000 ms' };

export type Change = Omit<Partial<Facts>, 'row'> & { row?: Partial<InstanceRow> };

/** A well computer that runs, and what is changed of that. */
export function facts(change: Change): Facts {
  const seen = change.seen ?? runs;
  return {
    now,
    wanted: { state: 'running', reason: 'entitled', next: expiry },
    daysWait: false,
    configured: true,
    turn: null,
    settingsAt: after(-3_600_000),
    run: { kind: 'spec', filesHash: 'files-1', restarts: 0, launch: 'program-1' },
    gateway: seen.state === 'running' ? wellGateway : null,
    ...change,
    seen,
    row: { ...row, ...change.row },
  };
}

export const stop = (
  reason: 'expired' | 'no_days' | 'suspended',
  next: Date | null = after(30 * day),
): Facts['wanted'] => ({ state: 'stopped', reason, next });
export const removal: Facts['wanted'] = { state: 'removed', reason: 'retention_over', next: null };
export const fresh: Partial<InstanceRow> = {
  phase: 'provisioning',
  phaseReason: 'claimed',
  readyAt: null,
  verifiedAt: null,
};
