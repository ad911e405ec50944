import fc from 'fast-check';
import { expect, test } from 'vitest';
import { refundSteps, type GiveBack } from './refund-points.ts';

const fresh = (id: string, amount: number): GiveBack => ({
  id,
  amount,
  stands: true,
  taken: false,
  returned: false,
});
const taken = (each: GiveBack): GiveBack => ({ ...each, taken: true });

test.each([
  ['all of it', { points: 100, amount: 1_000 }, [fresh('a', 1_000)], [100]],
  ['a third, rounded down', { points: 100, amount: 900 }, [fresh('a', 300)], [33]],
  ['less than a point', { points: 100, amount: 100_000 }, [fresh('a', 1)], [0]],
  ['a pack that cost nothing', { points: 10, amount: 0 }, [fresh('a', 0)], [0]],
])('%s', (_, bought, backs, expected) => {
  const steps = refundSteps(bought, backs);
  expect(steps.map((step) => (step.kind === 'take' ? step.points : null))).toEqual(expected);
});

test('parts that were refunded one after the other end at all points, whatever the roundings between', () => {
  const parts = [fresh('a', 300), fresh('b', 300), fresh('c', 300)];
  const bought = { points: 100, amount: 900 };
  const first = refundSteps(bought, parts.slice(0, 1));
  const second = refundSteps(bought, [taken(parts[0]!), parts[1]!]);
  const third = refundSteps(bought, [taken(parts[0]!), taken(parts[1]!), parts[2]!]);
  expect([first, second, third].flat().map((step) => (step.kind === 'take' ? step.points : null))).toEqual([
    33, 33, 34,
  ]);
});

test('what failed later gives its points again, once', () => {
  const failed = { ...fresh('a', 500), stands: false };
  const bought = { points: 100, amount: 1_000 };
  expect(refundSteps(bought, [failed])).toEqual([]);
  expect(refundSteps(bought, [taken(failed)])).toEqual([{ kind: 'return', id: 'a' }]);
  expect(refundSteps(bought, [{ ...taken(failed), returned: true }])).toEqual([]);
});

test('any order and any grouping of refunds takes the share of their sum, never more than was bought', () => {
  const parts = fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 6 });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5_000 }),
      fc.integer({ min: 1, max: 1_000 }),
      parts,
      fc.infiniteStream(fc.nat(6)),
      (points, amount, amounts, picks) => {
        const all = amounts.map((part, index) => fresh(String(index), part));
        let sum = 0;
        let waiting = [...all];
        const done: GiveBack[] = [];
        while (waiting.length > 0) {
          const { value } = picks.next() as { value: number };
          const batch = waiting.splice(value % waiting.length, 1 + (value % 3));
          for (const step of refundSteps({ points, amount }, [...batch, ...done]))
            sum += step.kind === 'take' ? step.points : 0;
          done.push(...batch.map(taken));
          waiting = [...waiting];
        }
        const back = Math.min(
          amount,
          amounts.reduce((total, part) => total + part, 0),
        );
        expect(sum).toBe(Math.floor((points * back) / amount));
        expect(sum).toBeLessThanOrEqual(points);
      },
    ),
    { numRuns: 300 },
  );
});
