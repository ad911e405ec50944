import { describe, expect, test } from 'vitest';
import { testDecisions } from '../testing/decide-cases.ts';
import {
  absent,
  after,
  crashed,
  day,
  facts,
  fresh,
  runs,
  silent,
  starting,
  stop,
  stopped,
  unknown,
} from '../testing/facts.ts';
import { decide, decideAfterError } from './decide.ts';
import type { InstanceRow } from './facts.ts';
import { volumeMissing } from './lost-volume.ts';

/** Its driver could not tell for a while. */
const awayRow: Partial<InstanceRow> = {
  phaseReason: 'driver_unavailable',
  phaseDetail: 'the daemon answers 500',
  failures: 5,
  retryAt: after(16_000),
};

describe('a new computer', () => {
  testDecisions([
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
      {
        row: fresh,
        daysWait: true,
        wanted: { state: 'running', reason: 'first_run', next: after(40 * day) },
      },
      { action: 'nothing', phase: 'running', startDays: true },
    ],
    [
      'days do not begin while it only starts',
      { seen: starting, row: fresh, daysWait: true },
      { startDays: false },
    ],
  ]);
});

describe('a lost volume', () => {
  testDecisions([
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
  ]);
});

describe('a driver that cannot tell', () => {
  testDecisions([
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
  ]);
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
