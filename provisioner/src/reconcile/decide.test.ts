import { describe, expect, test } from 'vitest';
import { decide, decideAfterError, startTimeoutMs, volumeMissing, type Decision } from './decide.ts';
import type { Facts, InstanceRow, Seen } from './facts.ts';

const now = new Date('2026-03-01T12:00:00Z');
const after = (ms: number) => new Date(now.getTime() + ms);
const day = 86_400_000;
const expiry = after(day);

const row: InstanceRow = {
  host: 'main',
  moveTo: null,
  movedFrom: null,
  remainsOn: null,
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
const runs: Seen = {
  state: 'running',
  endpoint: 'http://127.0.0.1:20001',
  filesHash: 'files-1',
  restarts: 0,
  launch: 'program-1',
  startedAt: 0,
  upMs: 3_600_000,
};
const starting: Seen = { ...runs, state: 'starting', upMs: 500 };
const stopped: Seen = { state: 'stopped', ended: null };
const crashed: Seen = { state: 'stopped', ended: 'the gateway ended with code 1' };
const absent: Seen = { state: 'absent' };
const unknown: Seen = { state: 'unknown', message: 'the daemon answers 500' };

const answers = (config: {
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
const withChannel = (state: 'connecting' | 'connected' | 'failed'): Facts['gateway'] => ({
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
const silent: Facts['gateway'] = { state: 'silent', message: 'no answer within 3000 ms' };

type Change = Omit<Partial<Facts>, 'row'> & { row?: Partial<InstanceRow> };

function facts(change: Change): Facts {
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

const stop = (
  reason: 'expired' | 'no_days' | 'suspended',
  next: Date | null = after(30 * day),
): Facts['wanted'] => ({ state: 'stopped', reason, next });
const removal: Facts['wanted'] = { state: 'removed', reason: 'retention_over', next: null };
const fresh: Partial<InstanceRow> = {
  phase: 'provisioning',
  phaseReason: 'claimed',
  readyAt: null,
  verifiedAt: null,
};

const awayRow: Partial<InstanceRow> = {
  phaseReason: 'driver_unavailable',
  phaseDetail: 'the daemon answers 500',
  failures: 5,
  retryAt: after(16_000),
};

const cases: [name: string, change: Change, expected: Partial<Decision>][] = [
  // a new instance
  [
    'a claimed instance is started',
    { seen: absent, row: fresh },
    { action: 'start', phase: 'provisioning', phaseReason: 'starting' },
  ],
  [
    'a start cut off after its intent is started again',
    { seen: absent, row: { ...fresh, phaseReason: 'starting' } },
    { action: 'start', failures: 0 },
  ],
  [
    'a start cut off after its volume was made is started again',
    { seen: stopped, row: { ...fresh, phaseReason: 'starting' } },
    { action: 'start', failures: 0 },
  ],
  [
    'a program that does not answer yet is waited for',
    { seen: starting, row: fresh },
    { action: 'wait', reason: 'starting', phase: 'provisioning' },
  ],
  [
    'a gateway that does not answer yet is waited for',
    { seen: { ...runs, upMs: 900 }, gateway: silent, row: fresh },
    { action: 'wait', phase: 'provisioning' },
  ],
  [
    'an answering gateway is running',
    { row: fresh },
    { action: 'nothing', phase: 'running', phaseReason: 'ready', detail: '' },
  ],
  [
    'the days that waited begin when it runs',
    { row: fresh, daysWait: true, wanted: { state: 'running', reason: 'first_run', next: after(40 * day) } },
    { action: 'nothing', phase: 'running', startDays: true },
  ],
  [
    'days do not begin while it only starts',
    { seen: starting, row: fresh, daysWait: true },
    { startDays: false },
  ],
  // nothing to do
  [
    'a well instance is left alone until the next look',
    {},
    { action: 'nothing', reason: 'ready', nextWakeAt: after(60_000) },
  ],
  [
    'expiry comes before the next look',
    { wanted: { state: 'running', reason: 'entitled', next: after(5_000) } },
    { action: 'nothing', nextWakeAt: after(5_000) },
  ],
  [
    'just started and not verified, it is looked at every two seconds, for somebody waits',
    { row: { verifiedAt: null, readyAt: after(-179_999) } },
    { action: 'nothing', nextWakeAt: after(2_000) },
  ],
  [
    'so it is at the moment it is ready, whenever it was ready before',
    { row: { ...fresh, readyAt: after(-day) } },
    { action: 'nothing', phase: 'running', nextWakeAt: after(2_000) },
  ],
  [
    'so it is when settings were just accepted',
    { row: { verifiedAt: null }, settingsAt: after(-179_999) },
    { action: 'nothing', nextWakeAt: after(2_000) },
  ],
  [
    'so is a channel that connects then',
    { gateway: withChannel('connecting'), settingsAt: after(-1_000) },
    { action: 'nothing', phase: 'running', nextWakeAt: after(2_000) },
  ],
  [
    'so is a channel that connects for a wish that is being taken over',
    { gateway: withChannel('connecting'), row: { specVersion: 2 } },
    { action: 'nothing', phase: 'running', nextWakeAt: after(2_000) },
  ],
  [
    'set up three minutes ago and not spoken to, it is looked at less',
    { row: { verifiedAt: null }, settingsAt: after(-180_000) },
    { nextWakeAt: after(6_000) },
  ],
  [
    'and less and less',
    { row: { verifiedAt: null, readyAt: after(-600_000) } },
    { nextWakeAt: after(20_000) },
  ],
  [
    'set up long ago and never spoken to, it costs no more than others',
    { row: { verifiedAt: null } },
    { nextWakeAt: after(60_000) },
  ],
  [
    'a platform that is away costs no more than one that is there',
    { gateway: withChannel('connecting') },
    { action: 'nothing', phase: 'running', nextWakeAt: after(60_000) },
  ],
  [
    'a clock that was moved back makes nobody wait',
    { row: { verifiedAt: null, readyAt: after(day) }, settingsAt: after(day) },
    { nextWakeAt: after(60_000) },
  ],
  [
    'a channel that is connected needs no closer look',
    { gateway: withChannel('connected') },
    { action: 'nothing', phase: 'running', nextWakeAt: after(60_000) },
  ],
  [
    'not set up, there is nothing to verify',
    { configured: false, row: { verifiedAt: null } },
    { nextWakeAt: after(60_000) },
  ],
  [
    'a second provisioner adopts what runs',
    { row: { phase: 'provisioning', phaseReason: 'starting' } },
    { action: 'nothing', phase: 'running' },
  ],
  // drift and wishes
  [
    'changed settings are rewritten',
    {
      run: { kind: 'spec', filesHash: 'files-2', restarts: 0, launch: 'program-1' },
      row: { specVersion: 2 },
    },
    { action: 'rewrite', reason: 'settings_changed', phase: 'running' },
  ],
  [
    'files changed on disk are rewritten',
    { seen: { ...runs, filesHash: 'other' } },
    { action: 'rewrite', reason: 'files_drifted', phase: 'running' },
  ],
  [
    'a gateway that has not taken the files over yet is looked at again soon',
    { gateway: answers({ hash: 'older', error: null }) },
    { action: 'wait', reason: 'taking_over', phase: 'running', nextWakeAt: after(1_000) },
  ],
  [
    'a configuration that the gateway refuses is shown with its field',
    { gateway: answers({ hash: 'older', error: { path: 'channels.feishu.appId', message: 'is missing' } }) },
    {
      action: 'nothing',
      phase: 'running',
      phaseReason: 'config_rejected',
      detail: 'channels.feishu.appId: is missing',
    },
  ],
  [
    'a restart that was asked for is made',
    { run: { kind: 'spec', filesHash: 'files-1', restarts: 1, launch: 'program-1' }, row: { restarts: 1 } },
    { action: 'restart', reason: 'asked', phase: 'provisioning', phaseReason: 'restarting' },
  ],
  [
    'a restart that was made is not made again',
    {
      run: { kind: 'spec', filesHash: 'files-1', restarts: 1, launch: 'program-1' },
      seen: { ...runs, restarts: 1 },
      row: { restarts: 1 },
    },
    { action: 'nothing' },
  ],
  [
    'another program is taken over by a restart',
    { run: { kind: 'spec', filesHash: 'files-1', restarts: 0, launch: 'program-2' } },
    { action: 'restart', reason: 'launch_changed' },
  ],
  [
    'a program file that is missing now disturbs nothing that runs',
    { run: { kind: 'spec', filesHash: 'files-1', restarts: 0, launch: null } },
    { action: 'nothing', reason: 'ready' },
  ],
  [
    'settings that cannot be rendered leave a running instance running',
    { run: { kind: 'error', message: 'The key "k0" is not in the key ring.' } },
    { action: 'nothing', phase: 'running', phaseReason: 'config_rejected' },
  ],
  // the end of the days
  [
    'an expired instance is stopped',
    { wanted: stop('expired') },
    { action: 'stop', phase: 'expired', phaseReason: 'expired' },
  ],
  [
    'an expired instance is stopped in mid-start',
    { wanted: stop('expired'), seen: starting, row: fresh },
    { action: 'stop', phase: 'expired' },
  ],
  [
    'a stopped expired instance rests until time changes something',
    { wanted: stop('expired'), seen: stopped, row: { phase: 'expired', phaseReason: 'expired' } },
    { action: 'nothing', phase: 'expired', nextWakeAt: after(30 * day) },
  ],
  [
    'one that failed when its days ran out is expired, not failed',
    { wanted: stop('expired'), seen: crashed, row: { phase: 'failed', failures: 4, retryAt: after(9_000) } },
    { action: 'nothing', phase: 'expired', failures: 0, retryAt: null, detail: '' },
  ],
  [
    'no days at all is a rest too',
    { wanted: stop('no_days', null), seen: absent, row: fresh },
    { action: 'nothing', phase: 'expired', phaseReason: 'no_days', nextWakeAt: null },
  ],
  [
    'a suspended instance is stopped',
    { wanted: stop('suspended') },
    { action: 'stop', phase: 'suspended', phaseReason: 'suspended' },
  ],
  [
    'a renewal starts it again',
    { seen: stopped, row: { phase: 'expired', phaseReason: 'expired' } },
    { action: 'start', phase: 'provisioning', phaseReason: 'renewed', failures: 0 },
  ],
  [
    'a renewal before the stop was done restarts nothing',
    { row: { phase: 'expired', phaseReason: 'expired' } },
    { action: 'nothing', phase: 'running', phaseReason: 'ready' },
  ],
  // removal
  [
    'after the retention the volume goes',
    { wanted: removal, seen: stopped, row: { phase: 'expired', phaseReason: 'expired' } },
    { action: 'destroy', phase: 'expired' },
  ],
  ['a running one goes too', { wanted: removal }, { action: 'destroy' }],
  [
    'gone is removed: not there is success',
    { wanted: removal, seen: absent },
    { action: 'nothing', phase: 'removed', phaseReason: 'retention_over', nextWakeAt: null },
  ],
  [
    'a half-failed removal is tried again',
    { wanted: removal, seen: stopped, row: { phase: 'removed', phaseReason: 'retention_over' } },
    { action: 'destroy' },
  ],
  [
    'a new right after the removal begins anew',
    { seen: absent, row: { phase: 'removed', phaseReason: 'retention_over' } },
    { action: 'start', phase: 'provisioning' },
  ],
  // failures
  [
    'a first start that ends by itself backs off one second',
    { seen: crashed, row: fresh },
    {
      action: 'nothing',
      phase: 'failed',
      phaseReason: 'start_failed',
      detail: 'the gateway ended with code 1',
      failures: 1,
      retryAt: after(1_000),
      nextWakeAt: after(1_000),
    },
  ],
  [
    'the seventh failed start backs off a minute',
    { seen: crashed, row: { ...fresh, failures: 6 } },
    { failures: 7, retryAt: after(60_000) },
  ],
  [
    'while backing off nothing is done',
    {
      seen: crashed,
      row: {
        phase: 'failed',
        phaseReason: 'start_failed',
        phaseDetail: 'why',
        failures: 3,
        retryAt: after(2_500),
      },
    },
    {
      action: 'nothing',
      reason: 'backing_off',
      phase: 'failed',
      detail: 'why',
      failures: 3,
      nextWakeAt: after(2_500),
    },
  ],
  [
    'the pause over, it is tried again',
    { seen: crashed, row: { phase: 'failed', failures: 3, retryAt: now } },
    { action: 'start', reason: 'retry', failures: 3 },
  ],
  [
    'a pause from before the clock was moved back is over',
    { seen: crashed, row: { phase: 'failed', failures: 3, retryAt: after(5 * day) } },
    { action: 'start' },
  ],
  [
    'Recover does not wait for the pause',
    { seen: crashed, row: { phase: 'failed', failures: 6, retryAt: after(50_000), restarts: 1 } },
    { action: 'start', reason: 'wished', failures: 0 },
  ],
  [
    'neither do new settings',
    { seen: crashed, row: { phase: 'failed', failures: 6, retryAt: after(50_000), specVersion: 2 } },
    { action: 'start', failures: 0 },
  ],
  [
    'a wish of a start that fails at once does not make a loop',
    { seen: crashed, row: { ...fresh, specVersion: 2 } },
    { action: 'nothing', reason: 'start_failed' },
  ],
  [
    'a start that never gets ready is ended',
    { seen: { ...starting, upMs: startTimeoutMs }, row: fresh },
    { action: 'stop', phase: 'failed', phaseReason: 'start_failed', failures: 1, retryAt: after(1_000) },
  ],
  [
    'the first crash of a well instance is repaired at once',
    { seen: crashed },
    { action: 'start', reason: 'crashed', phase: 'provisioning', phaseReason: 'crashed', failures: 1 },
  ],
  [
    'a crash soon after a crash slows down',
    { seen: crashed, row: { readyAt: after(-5_000), failures: 2 } },
    { action: 'nothing', phase: 'failed', phaseReason: 'crashed', failures: 3, retryAt: after(2_000) },
  ],
  ['a minute of health forgives', { row: { failures: 5 } }, { failures: 0 }],
  [
    'being ready just now does not',
    { row: { failures: 5, readyAt: after(-5_000) } },
    { failures: 5, phase: 'running' },
  ],
  [
    'one that was stopped by us comes back without a failure',
    { seen: stopped },
    { action: 'start', reason: 'not_running', failures: 0 },
  ],
  [
    'settings that cannot be rendered fail a start',
    { seen: absent, row: fresh, run: { kind: 'error', message: 'no key' } },
    {
      action: 'nothing',
      phase: 'failed',
      phaseReason: 'config_rejected',
      detail: 'no key',
      retryAt: after(1_000),
    },
  ],
  // a gateway that falls silent
  [
    'a gateway that falls silent is not ready, and left alone',
    { gateway: silent },
    { action: 'nothing', phase: 'running', phaseReason: 'not_ready', nextWakeAt: after(2_000) },
  ],
  [
    'silent for a while it is still left alone',
    { gateway: silent, row: { phaseReason: 'not_ready', phaseSince: after(-10_000) } },
    { action: 'nothing', phaseReason: 'not_ready' },
  ],
  [
    'silent for half a minute it is restarted',
    { gateway: silent, row: { phaseReason: 'not_ready', phaseSince: after(-30_000) } },
    { action: 'restart', reason: 'unresponsive' },
  ],
  [
    'answering again it is ready',
    { row: { phaseReason: 'not_ready', phaseSince: after(-10_000) } },
    { action: 'nothing', phaseReason: 'ready', detail: '' },
  ],
  // a lost volume
  [
    'what ran and is absent starts on an empty volume and says that its data is lost',
    { seen: absent, row: { phase: 'expired', phaseReason: 'expired' } },
    { action: 'start', reason: 'volume_missing', phaseReason: 'renewed', detail: volumeMissing },
  ],
  [
    'nor is that said only when it is started',
    { seen: absent, wanted: stop('expired'), row: { phase: 'expired', phaseReason: 'expired' } },
    { action: 'nothing', reason: 'volume_missing', phase: 'expired', detail: volumeMissing },
  ],
  [
    'it is still said when it is ready',
    { row: { phase: 'provisioning', phaseReason: 'renewed', phaseDetail: volumeMissing } },
    { action: 'nothing', phase: 'running', phaseReason: 'ready', detail: volumeMissing },
  ],
  [
    'what was removed on purpose and is wanted again lost nothing',
    { seen: absent, row: { phase: 'removed', phaseReason: 'retention_over' } },
    { action: 'start', reason: 'not_running', detail: '' },
  ],
  // a driver that cannot tell
  [
    "a daemon's 500 makes no twin",
    { seen: unknown, row: fresh },
    {
      action: 'nothing',
      reason: 'driver_unavailable',
      phase: 'failed',
      phaseReason: 'driver_unavailable',
      detail: 'the daemon answers 500',
      retryAt: after(1_000),
    },
  ],
  [
    'nor does it fail what ran, but says so',
    { seen: unknown },
    {
      action: 'nothing',
      phase: 'running',
      phaseReason: 'driver_unavailable',
      detail: 'the daemon answers 500',
      nextWakeAt: after(1_000),
    },
  ],
  [
    'what runs when the driver can tell again is ready',
    { row: awayRow },
    { action: 'nothing', phase: 'running', phaseReason: 'ready', detail: '', failures: 0, retryAt: null },
  ],
  [
    'what ended meanwhile is started at once, whatever the pause and the end',
    { seen: crashed, row: { ...awayRow, readyAt: after(-1_000) } },
    { action: 'start', reason: 'driver_back', phase: 'provisioning', phaseReason: 'starting', failures: 0 },
  ],
  [
    'so is what could not be started meanwhile',
    { seen: absent, row: { ...fresh, ...awayRow, phase: 'failed', readyAt: null } },
    { action: 'start', reason: 'driver_back', failures: 0 },
  ],
  [
    'nor does it hide an expiry: it is tried again',
    { seen: unknown, wanted: stop('expired') },
    { action: 'nothing', phase: 'running', nextWakeAt: after(1_000) },
  ],
];

describe('decide', () => {
  test.each(cases)('%s', (_name, change, expected) => {
    expect(decide(facts(change))).toMatchObject(expected);
  });

  test('never plans a wake later than the next thing that time changes', () => {
    for (const [, change] of cases) {
      const given = facts(change);
      const { nextWakeAt, action } = decide(given);
      if (given.wanted.next && action === 'nothing') expect(nextWakeAt).not.toBeNull();
      if (given.wanted.next && nextWakeAt)
        expect(nextWakeAt.getTime()).toBeLessThanOrEqual(given.wanted.next.getTime());
    }
  });

  test('an unknown observation never leads to an action', () => {
    for (const [, change] of cases)
      expect(decide(facts({ ...change, seen: unknown, gateway: null })).action).toBe('nothing');
  });

  test('an action that threw is paused: a failed start with its reason, a failed stop without a change of phase', () => {
    const begun = facts({ seen: absent, row: fresh });
    expect(decideAfterError(begun, decide(begun), 'the disk is full')).toMatchObject({
      action: 'nothing',
      phase: 'failed',
      phaseReason: 'start_failed',
      detail: 'the disk is full',
      retryAt: after(1_000),
    });
    const ending = facts({ wanted: stop('expired'), row: { phase: 'expired', phaseReason: 'expired' } });
    expect(decideAfterError(ending, decide(ending), 'timeout')).toMatchObject({
      action: 'nothing',
      phase: 'expired',
      nextWakeAt: after(1_000),
    });
  });
});
