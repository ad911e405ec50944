import { expect, test } from 'vitest';
import { Refusal, refusalReasons, type PlanProblem } from './refusals.ts';
import { wayOut } from './way-out.ts';

const at = new Date('2026-03-01T00:00:00Z');
const missing: PlanProblem = { reason: 'plan_missing', wanted: ['pro', 'max'] };

test('a refusal survives JSON with its instants', () => {
  const refusal: Refusal = { reason: 'bank_full', available: 7, max: 7, roomAt: at };
  expect(Refusal.parse(JSON.parse(JSON.stringify(refusal)))).toEqual(refusal);
});

test('each reason is there once', () => {
  expect(new Set(refusalReasons).size).toBe(refusalReasons.length);
});

test.each<[Refusal, object]>([
  [
    { reason: 'window_not_open', opensAt: at, closesAt: at },
    { kind: 'wait_until', at },
  ],
  [
    { reason: 'bank_full', available: 7, max: 7, roomAt: at },
    { kind: 'wait_until', at },
  ],
  [
    { reason: 'points_short', needed: 100, balance: 30, plan: missing },
    { kind: 'buy_points', missing: 70 },
  ],
  [
    { reason: 'points_short', needed: 100, balance: 0, plan: { reason: 'consent_missing' } },
    { kind: 'give_consent' },
  ],
  [
    { ...missing, wanted: ['pro', 'max'] },
    { kind: 'get_plan', tiers: ['pro', 'max'] },
  ],
  [
    { reason: 'not_configured', missing: ['model'] },
    { kind: 'set_up', missing: ['model'] },
  ],
  [{ reason: 'stock_empty', stock: 5 }, { kind: 'none' }],
])('the nearest way out of $reason', (refusal, way) => {
  expect(wayOut(refusal)).toEqual(way);
});
