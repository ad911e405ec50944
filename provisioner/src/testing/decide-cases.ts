import { expect, test } from 'vitest';
import { decide } from '../reconcile/decide.ts';
import type { Decision } from '../reconcile/decision.ts';
import { facts, unknown, type Change } from './facts.ts';

export type DecideCase = [name: string, change: Change, expected: Partial<Decision>];

/** What is decided in each case, and what holds in all of them. */
export function testDecisions(cases: readonly DecideCase[]) {
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
}
