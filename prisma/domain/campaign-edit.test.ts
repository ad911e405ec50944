import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { extend } from './available.ts';
import { addDays, DAY_MS } from './calendar.ts';
import { decideEdit, decideStock, type EditFacts, type Holding } from './campaign-edit.ts';
import { autoGlmPolicy, endOfUse, Policy } from './policy.ts';

const at = (text: string) => new Date(text);
/** noon in Shanghai, after the last day of claiming */
const now = at('2026-03-20T04:00:00Z');
const midnight = at('2026-03-20T16:00:00Z');
const holding = (change: Partial<Holding> = {}): Holding => ({
  people: 3,
  grantedDays: 31,
  expiresAt: at('2026-03-25T10:00:00Z'),
  ...change,
});
const facts: EditFacts = {
  publishedAt: at('2026-02-01T00:00:00Z'),
  pausedAt: null,
  endedAt: null,
  policy: autoGlmPolicy,
  nextPolicy: null,
  nextPolicyFrom: null,
  stock: 10,
  claimed: 3,
  held: 1,
  holdings: [holding()],
  waiting: 4,
};
const wish = (change: Partial<Policy>) => ({ ...autoGlmPolicy, ...change });

describe('an edit of what nobody has seen', () => {
  test.each([
    ['a draft', { publishedAt: null }],
    ['a campaign that is published later', { publishedAt: midnight }],
  ])('holds at once, whatever it is: %s', (_, change) => {
    const decision = decideEdit({ ...facts, ...change }, wish({ zone: 'UTC', totalDaysMax: 1 }), now);
    expect(decision).toEqual({ kind: 'allowed', from: now, atOnce: true, warnings: [] });
  });
});

describe('an edit of a public campaign', () => {
  test('holds when the next day of its zone begins', () => {
    const decision = decideEdit(facts, wish({ lastDayOfUse: '2026-04-20' }), now);
    expect(decision).toEqual({ kind: 'allowed', from: midnight, atOnce: false, warnings: [] });
  });

  test('that changes nothing is none; back to what holds takes the planned one back at once', () => {
    expect(decideEdit(facts, wish({ tiers: ['max', 'pro'] }), now)).toEqual({ kind: 'nothing' });
    const planned = { ...facts, nextPolicy: wish({ bankDaysMax: 9 }), nextPolicyFrom: midnight };
    expect(decideEdit(planned, wish({}), now)).toMatchObject({ kind: 'allowed', atOnce: true });
    expect(decideEdit(planned, wish({ bankDaysMax: 9 }), now)).toMatchObject({
      kind: 'allowed',
      from: midnight,
    });
  });

  test.each<[string, Partial<EditFacts>, Partial<Policy>, object]>([
    [
      'an end of use before an expiry',
      {},
      { lastDayOfUse: '2026-03-24' },
      { reason: 'end_before_expiry', people: 3, latestExpiry: holding().expiresAt, nearest: '2026-03-25' },
    ],
    [
      'an end of use before days that people can still renew today',
      { holdings: [holding({ grantedDays: 5, expiresAt: at('2026-03-21T00:00:00Z') })] },
      { lastDayOfUse: '2026-03-26' },
      {
        reason: 'end_before_expiry',
        people: 3,
        latestExpiry: at('2026-03-27T16:00:00Z'),
        nearest: '2026-03-27',
      },
    ],
    [
      'an end of use before days that wait for their first run',
      { holdings: [holding({ grantedDays: 31, expiresAt: null })] },
      { lastDayOfUse: '2026-04-09' },
      { reason: 'end_before_expiry', people: 3, nearest: '2026-04-10' },
    ],
    [
      'an end of use in the past',
      { holdings: [] },
      { lastDayOfUse: '2026-03-19' },
      { reason: 'end_in_past', nearest: '2026-03-21' },
    ],
    [
      'a total below what somebody has',
      {},
      { totalDaysMax: 20 },
      { reason: 'total_below_granted', people: 3, granted: 31, nearest: 31 },
    ],
    ['another zone', {}, { zone: 'UTC' }, { reason: 'zone_fixed', people: 3, nearest: 'Asia/Shanghai' }],
    [
      'data kept for a shorter time',
      {},
      { retentionDays: 7 },
      { reason: 'retention_shortened', people: 3, nearest: 30 },
    ],
    [
      'another first day once claims are open',
      {},
      { claimFirstDay: '2026-02-11' },
      { reason: 'already_open', nearest: '2026-02-10' },
    ],
  ])('is refused: %s', (_, change, policy, problem) => {
    const decision = decideEdit({ ...facts, ...change }, wish(policy), now);
    expect(decision).toMatchObject({ kind: 'refused', problems: [problem] });
  });

  test('the nearest end of use that a refusal names is accepted', () => {
    const decision = decideEdit(facts, wish({ lastDayOfUse: '2026-03-25' }), now);
    expect(decision).toMatchObject({ kind: 'allowed', warnings: [{ reason: 'end_earlier', people: 3 }] });
  });

  test.each<[Partial<Policy>, object]>([
    [{ tiers: ['max'] }, { reason: 'tiers_removed', tiers: ['pro'], people: 3 }],
    [{ points: null }, { reason: 'points_removed', people: 3 }],
    [{ points: { claim: 0, day: 101 } }, { reason: 'points_raised', after: { claim: 0, day: 101 } }],
    [{ bankDaysMax: 6 }, { reason: 'bank_lowered', before: 7, after: 6 }],
    [{ onPlanLoss: 'stop' }, { reason: 'plan_loss_stops', people: 3 }],
    [{ entry: 'invitation' }, { reason: 'invitation_needed', people: 4 }],
    [{ claimLastDay: '2026-03-01' }, { reason: 'claims_end_earlier', after: '2026-03-01' }],
  ])('what it takes is a warning with its fact: %j', (policy, warning) => {
    expect(decideEdit(facts, wish(policy), now)).toMatchObject({ kind: 'allowed', warnings: [warning] });
  });

  test('whatever is allowed leaves everybody every day that they hold or can still get', () => {
    const holdings = fc.array(
      fc.record({
        people: fc.integer({ min: 1, max: 5 }),
        grantedDays: fc.integer({ min: 0, max: 31 }),
        expiresAt: fc.option(
          fc.integer({ min: -10, max: 21 * 96 }).map((n) => new Date(now.getTime() + (n * DAY_MS) / 96)),
        ),
      }),
      { maxLength: 4 },
    );
    const lastDay = fc.integer({ min: -3, max: 40 }).map((n) => addDays('2026-03-20', n));
    fc.assert(
      fc.property(holdings, lastDay, (held, lastDayOfUse) => {
        const policy = wish({ lastDayOfUse });
        if (!Policy.safeParse(policy).success) return;
        const decision = decideEdit({ ...facts, holdings: held }, policy, now);
        if (decision.kind !== 'allowed') return;
        const [before, end] = [endOfUse(autoGlmPolicy), endOfUse(policy)];
        for (const { grantedDays, expiresAt } of held) {
          if (expiresAt)
            expect(expiresAt.getTime()).toBeLessThanOrEqual(Math.max(end.getTime(), now.getTime()));
          else if (grantedDays > 0) expect(extend(midnight, grantedDays, before, midnight) <= end).toBe(true);
        }
      }),
    );
  });
});

describe('stock', () => {
  test.each([
    [11, { kind: 'allowed' }],
    [null, { kind: 'allowed' }],
    [4, { kind: 'allowed' }],
    [10, { kind: 'nothing' }],
    [3, { kind: 'refused', reason: 'stock_below_claimed', claimed: 3, held: 1, nearest: 4 }],
  ])('changed to %s', (stock, decision) => {
    expect(decideStock(facts, stock)).toEqual(decision);
  });
});
