import { addDays } from '@rockpool/db/domain/calendar';
import { decideEdit } from '@rockpool/db/domain/campaign-edit';
import { autoGlmPolicy } from '@rockpool/db/domain/policy';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holdingsByDay, newFacts } from './edit-model.ts';

const now = new Date('2026-03-20T04:00:00Z');
const facts = { ...newFacts(autoGlmPolicy, null), publishedAt: new Date('2026-02-01T00:00:00Z') };

const holding = fc.record({
  people: fc.integer({ min: 1, max: 5 }),
  grantedDays: fc.integer({ min: 1, max: 31 }),
  expiresAt: fc.option(
    fc
      .integer({ min: 0, max: 40 * 96 })
      .map((quarters) => new Date(Date.parse('2026-03-01T00:00:00Z') + quarters * 900_000)),
  ),
});

test('holdings by the day answer every edit as the exact ones do', () => {
  fc.assert(
    fc.property(
      fc.array(holding, { maxLength: 20 }),
      fc.record({
        end: fc.integer({ min: -25, max: 5 }),
        total: fc.integer({ min: 1, max: 40 }),
        bank: fc.integer({ min: 1, max: 9 }),
      }),
      (holdings, { end, total, bank }) => {
        const lastDayOfUse = addDays(autoGlmPolicy.lastDayOfUse, end);
        const claimLastDay =
          lastDayOfUse < autoGlmPolicy.claimLastDay ? lastDayOfUse : autoGlmPolicy.claimLastDay;
        const wish = { ...autoGlmPolicy, lastDayOfUse, claimLastDay, totalDaysMax: total, bankDaysMax: bank };
        const decide = (some: typeof holdings) => {
          const decision = decideEdit({ ...facts, holdings: some }, wish, now);
          if (decision.kind !== 'refused') return decision;
          // to the minute an expiry is only said, never compared
          const problems = decision.problems.map((problem) => ({ ...problem, latestExpiry: null }));
          return { ...decision, problems };
        };
        expect(decide(holdingsByDay(holdings, autoGlmPolicy.zone))).toEqual(decide(holdings));
      },
    ),
  );
});

test('thousands of people become some hundred rows', () => {
  const many = Array.from({ length: 20_000 }, (_, i) => ({
    people: 1,
    grantedDays: 1 + (i % 31),
    expiresAt: new Date(Date.parse('2026-03-01T00:00:00Z') + (i % 700) * 900_000),
  }));
  const rows = holdingsByDay(many, autoGlmPolicy.zone);
  expect(rows.length).toBeLessThan(300);
  expect(rows.reduce((sum, { people }) => sum + people, 0)).toBe(20_000);
});
