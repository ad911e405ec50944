import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wantedState, type InstanceFacts, type RunFacts } from './instance.ts';

const at = (day: number) => new Date(Date.UTC(2026, 0, 1 + day));
const entitlement = (change: Partial<RunFacts> = {}): RunFacts => ({
  grantedDays: 1,
  startedAt: at(0),
  expiresAt: at(3),
  endOfUse: at(30),
  endOfRetention: at(60),
  ...change,
});
const waiting = entitlement({ startedAt: null, expiresAt: null });
const said = (
  entitlements: RunFacts[],
  now: Date,
  suspendedAt: Date | null = null,
  removalAt: Date | null = null,
) => {
  const { state, reason, next } = wantedState({ entitlements, suspendedAt, removalAt }, now);
  return [state, reason, next];
};

test.each<[string, RunFacts[], Date, unknown[]]>([
  ['runs while entitled, until the expiry', [entitlement()], at(1), ['running', 'entitled', at(3)]],
  [
    'runs one millisecond before the expiry',
    [entitlement()],
    new Date(+at(3) - 1),
    ['running', 'entitled', at(3)],
  ],
  ['stops at the expiry, keeps its data', [entitlement()], at(3), ['stopped', 'expired', at(60)]],
  [
    'keeps its data to the last millisecond',
    [entitlement()],
    new Date(+at(60) - 1),
    ['stopped', 'expired', at(60)],
  ],
  ['is removed when the retention is over', [entitlement()], at(60), ['removed', 'retention_over', null]],
  ['runs for its first day', [waiting], at(1), ['running', 'first_run', at(30)]],
  ['does not begin after the end of use', [waiting], at(30), ['stopped', 'no_days', at(60)]],
  [
    'does not run with all days revoked',
    [{ ...waiting, grantedDays: 0 }],
    at(1),
    ['stopped', 'no_days', at(60)],
  ],
  [
    'runs while any entitlement does',
    [entitlement(), entitlement({ expiresAt: at(5) })],
    at(4),
    ['running', 'entitled', at(5)],
  ],
  [
    'keeps its data for the longest retention',
    [entitlement(), entitlement({ endOfRetention: at(90) })],
    at(70),
    ['stopped', 'expired', at(90)],
  ],
  [
    'runs again by a new campaign after another one’s removal was due',
    [entitlement(), entitlement({ expiresAt: at(95), endOfRetention: at(120) })],
    at(90),
    ['running', 'entitled', at(95)],
  ],
  ['never claimed: nothing to run or to remove', [], at(1), ['stopped', 'no_days', null]],
])('an instance %s', (_, entitlements, now, expected) => {
  expect(said(entitlements, now)).toEqual(expected);
});

test('a suspended instance stays stopped, and is removed when its retention is over', () => {
  expect(said([entitlement()], at(1), at(0))).toEqual(['stopped', 'suspended', at(60)]);
  expect(said([entitlement()], at(60), at(0))).toEqual(['removed', 'retention_over', null]);
});

test('a removal that somebody asked for comes at its time, before every other wish', () => {
  expect(said([entitlement()], at(1), null, at(2))).toEqual(['running', 'entitled', at(2)]);
  expect(said([entitlement()], at(2), null, at(2))).toEqual(['removed', 'removal_asked', null]);
  expect(said([entitlement()], at(2), at(1), at(2))).toEqual(['removed', 'removal_asked', null]);
  expect(said([], at(2), null, at(2))).toEqual(['removed', 'removal_asked', null]);
});

test('nothing changes before `next`, and something does at it', () => {
  const day = fc.integer({ min: 0, max: 100 });
  const one = fc.record({ start: fc.option(day), length: day, end: day, keep: day, grantedDays: fc.nat(2) });
  fc.assert(
    fc.property(
      fc.array(one, { maxLength: 4 }),
      day,
      fc.boolean(),
      fc.option(day),
      (made, today, suspended, removal) => {
        const facts: InstanceFacts = {
          entitlements: made.map(({ start, length, end, keep, grantedDays }) => ({
            grantedDays,
            startedAt: start === null ? null : at(start),
            expiresAt: start === null ? null : at(Math.min(start + length, end)),
            endOfUse: at(end),
            endOfRetention: at(end + keep),
          })),
          suspendedAt: suspended ? at(0) : null,
          removalAt: removal === null ? null : at(removal),
        };
        const { next, ...now } = wantedState(facts, at(today));
        for (let later = today; later < 320; later++) {
          const { next: _, ...then } = wantedState(facts, at(later));
          if (next && at(later) >= next) {
            expect(then).not.toEqual(now);
            return;
          }
          expect(then).toEqual(now);
        }
      },
    ),
  );
});
