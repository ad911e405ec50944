import fc from 'fast-check';
import { expect, test } from 'vitest';
import { availableDays, type Entitlement } from './available.ts';
import { DAY_MS, HOUR_MS } from './calendar.ts';
import { decideGrant, decideRevoke } from './grant.ts';
import { decideFirstRun } from './first-run.ts';
import { autoGlmPolicy, endOfUse } from './policy.ts';
import { afterRenewal, decideRenewal, planTopUp, type RenewalFacts } from './renewal.ts';

/** What may happen to an entitlement, in any order. */
const event = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('wait'), ms: fc.integer({ min: 0, max: 3 * DAY_MS }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('wait'), ms: fc.constantFrom(1, 1000, HOUR_MS, DAY_MS) }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constantFrom('renew', 'top-up', 'start') }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('grant', 'revoke'), days: fc.integer({ min: 1, max: 9 }) }),
  },
);
const policy = autoGlmPolicy;
const end = endOfUse(policy).getTime();
const claimedAt = new Date('2026-02-20T01:02:03Z');
const membership = {
  kind: 'member',
  member: { tier: 'max', validUntil: null, source: 'api', checkedAt: claimedAt },
} as const;

/** Plays a history; `see` is called after every event. */
function play(
  history: { kind: string; ms?: number; days?: number }[],
  see: (step: {
    kind: string;
    now: Date;
    before: Entitlement;
    after: Entitlement;
    entries: number[];
  }) => void,
): void {
  let now = claimedAt;
  let entitlement: Entitlement = { grantedDays: 1, grants: 1, startedAt: null, expiresAt: null };
  const entries = [1];
  for (const { kind, ms = 0, days = 0 } of history) {
    const before = entitlement;
    now = new Date(now.getTime() + ms);
    const facts: RenewalFacts = { policy, membership, balance: 0, missing: [], entitlement };
    if (kind === 'start') entitlement = { ...entitlement, ...decideFirstRun({ policy, entitlement }, now) };
    if (kind === 'renew' || kind === 'top-up') {
      const decision = kind === 'renew' ? decideRenewal(facts, now) : planTopUp(facts, now);
      const made = decision.kind === 'refused' ? [] : 'renewals' in decision ? decision.renewals : [decision];
      entitlement = made.reduce(afterRenewal, facts).entitlement;
      entries.push(...made.map((one) => one.days));
    }
    if (kind === 'grant' || kind === 'revoke') {
      const decision = (kind === 'grant' ? decideGrant : decideRevoke)({ policy, entitlement }, days, now);
      if (decision.kind === 'granted') {
        const { grantedDays, grants } = entitlement;
        entries.push(decision.days);
        entitlement = {
          ...entitlement,
          grantedDays: grantedDays + decision.days,
          grants: grants + 1,
          expiresAt: decision.expiresAfter,
        };
      }
    }
    see({ kind, now, before, after: entitlement, entries });
  }
}

const histories = fc.array(event, { maxLength: 60 });
const byUserOnly = histories.map((events) =>
  events.filter(({ kind }) => kind !== 'grant' && kind !== 'revoke'),
);

test('after any history the balance is the sum of the entries, and the number of grants their count', () => {
  fc.assert(
    fc.property(histories, (history) => {
      play(history, ({ after, entries }) => {
        expect(after.grantedDays).toBe(entries.reduce((sum, days) => sum + days, 0));
        expect(after.grants).toBe(entries.length);
        expect(after.grantedDays).toBeGreaterThanOrEqual(0);
      });
    }),
  );
});

test('whatever a user clicks: never more than 7 available, 31 granted, or a moment past the end of use', () => {
  fc.assert(
    fc.property(byUserOnly, (history) => {
      play(history, ({ now, after }) => {
        expect(availableDays(after, now)).toBeLessThanOrEqual(7);
        expect(after.grantedDays).toBeLessThanOrEqual(31);
        if (after.expiresAt) expect(after.expiresAt.getTime()).toBeLessThanOrEqual(end);
      });
    }),
  );
});

test('nothing but a revoke moves the expiry back, and a revoke not before now', () => {
  fc.assert(
    fc.property(histories, (history) => {
      play(history, ({ kind, now, before, after }) => {
        const [was, is] = [before.expiresAt?.getTime() ?? 0, after.expiresAt?.getTime() ?? 0];
        if (kind !== 'revoke') expect(is).toBeGreaterThanOrEqual(was);
        else if (is !== was) expect(is).toBeGreaterThanOrEqual(now.getTime());
      });
    }),
  );
});

test('the rules agree with a model that counts whole days in hours of a naive clock', () => {
  fc.assert(
    fc.property(byUserOnly, (history) => {
      // the model: a bank of milliseconds that runs empty, and a count of grants
      let [bank, granted, started, last] = [0, 1, false, claimedAt.getTime()];
      play(history, ({ kind, now, after }) => {
        bank = Math.max(0, bank - (started ? now.getTime() - last : 0));
        last = now.getTime();
        const left = end - last;
        if (kind === 'start' && !started && left > 0) [started, bank] = [true, Math.min(DAY_MS, left)];
        for (
          let clicks = kind === 'renew' ? 1 : kind === 'top-up' ? 99 : 0;
          clicks > 0 && started;
          clicks--
        ) {
          if (bank > 6 * DAY_MS || granted >= 31 || bank >= left) break;
          bank = Math.min(bank + DAY_MS, left);
          granted++;
        }
        expect(after.grantedDays).toBe(granted);
        expect(started ? Math.max(0, after.expiresAt!.getTime() - last) : 0).toBe(bank);
      });
    }),
    { numRuns: 500 },
  );
});
