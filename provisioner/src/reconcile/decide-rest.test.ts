import { describe } from 'vitest';
import { testDecisions } from '../testing/decide-cases.ts';
import { absent, after, crashed, day, fresh, removal, starting, stop, stopped } from '../testing/facts.ts';

describe('at the end of the days', () => {
  testDecisions([
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
      {
        wanted: stop('expired'),
        seen: crashed,
        row: { phase: 'failed', failures: 4, retryAt: after(9_000) },
      },
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
  ]);
});

describe('a removal', () => {
  testDecisions([
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
  ]);
});
