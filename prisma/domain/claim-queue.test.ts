import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { afterNoAnswer, mayAskAgain, pollAfterMs, waitEstimateMs } from './claim-queue.ts';
import { claimsCloseAt, claimsOpenAt, demoPolicy } from './policy.ts';
import { refused, type Refusal } from './refusals.ts';

const now = new Date('2026-03-01T04:00:00Z');
const policy = demoPolicy(now);
const window = { opensAt: claimsOpenAt(policy), closesAt: claimsCloseAt(policy) };

describe('a refused user may take a new place', () => {
  const cases: [Refusal, number | null, boolean][] = [
    [{ reason: 'phone_used' }, 5, false],
    [{ reason: 'stock_empty', stock: 3 }, 0, false],
    [{ reason: 'stock_empty', stock: 3 }, 1, true],
    [{ reason: 'stock_empty', stock: 3 }, null, true],
    [{ reason: 'price_changed', points: 2, shown: 1 }, 0, true],
    [{ reason: 'consent_missing' }, 5, true],
    [{ reason: 'membership_unavailable', source: 'api' }, 5, true],
  ];
  test.each(cases)('%j with %s left: %s', (refusal, left, expected) => {
    expect(mayAskAgain(refused(refusal), { policy, left }, now)).toBe(expected);
  });

  test.each(['window_not_open', 'window_closed'] as const)('%s: from the opening until the end', (reason) => {
    const at = (time: Date) => mayAskAgain(refused({ reason, ...window }), { policy, left: 1 }, time);
    expect(at(new Date(window.opensAt.getTime() - 1))).toBe(false);
    expect(at(window.opensAt)).toBe(true);
    expect(at(new Date(window.closesAt.getTime() - 1))).toBe(true);
    expect(at(window.closesAt)).toBe(false);
  });
});

test('a place without an answer of the source is asked again three times within fifteen seconds, then answered', () => {
  const waits = [1, 2, 3, 4].map(afterNoAnswer);
  expect(waits.map(({ kind }) => kind)).toEqual(['set_aside', 'set_aside', 'set_aside', 'answer']);
  const total = waits.reduce((sum, wait) => sum + (wait.kind === 'set_aside' ? wait.forMs : 0), 0);
  expect(total).toBeLessThan(15_000);
});

test('an estimate is the line in front at its pace, and none where nothing moves', () => {
  expect(waitEstimateMs(99, 50)).toBe(2000);
  expect(waitEstimateMs(5, 0)).toBeNull();
});

test('a page asks again within a second or so at the front, and the longer the line the more seldom', () => {
  fc.assert(
    fc.property(
      fc.nat(100_000),
      fc.option(fc.nat(3_600_000)),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (before, estimateMs, jitter) => {
        const ms = pollAfterMs({ before, length: before + 1, estimateMs }, jitter);
        expect(ms).toBeGreaterThanOrEqual(750);
        expect(ms).toBeLessThanOrEqual(25_000);
      },
    ),
  );
  const ask = (before: number, length: number, estimateMs: number | null) =>
    pollAfterMs({ before, length, estimateMs }, 0.5);
  expect(ask(0, 1, 100)).toBe(1000);
  expect(ask(50, 100, 60_000)).toBe(10_000);
  expect(ask(9_999, 10_000, 60_000)).toBe(20_000);
});
