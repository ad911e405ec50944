import { describe } from 'vitest';
import { testDecisions } from '../testing/decide-cases.ts';
import { absent, after, crashed, day, fresh, now, starting, stopped } from '../testing/facts.ts';
import { startTimeoutMs } from './decide-keep.ts';

describe('a computer that does not run', () => {
  testDecisions([
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
  ]);
});
