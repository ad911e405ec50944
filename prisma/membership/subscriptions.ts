import type { Db } from '../client.ts';
import { bestAnswer, subscriptionMember } from '../domain/membership.ts';
import { isTier } from '../domain/plan.ts';
import { settingShapes } from '../domain/settings.ts';
import { run, type Statement } from '../ledger/connection.ts';
import type { MembershipSource } from './source.ts';

const subscriptionRows: Statement = {
  name: 'membership-subscriptions',
  text: `
    select s.tier, s.state, s.current_period_end, s.cancel_at_period_end, s.past_due_since, s.synced_at,
      (select value from settings where key = 'plan.graceDays') as grace_days
    from subscriptions s join users u on u.id = s.user_id
    where u.phone = $1`,
};

interface Row {
  tier: string;
  state: string;
  current_period_end: Date;
  cancel_at_period_end: boolean;
  past_due_since: Date | null;
  synced_at: Date;
  grace_days: unknown;
}

/** Plans that users bought here, as the last sync with the payment provider left them. Never unavailable. */
export function subscriptionMemberships(
  db: Db,
): MembershipSource & Required<Pick<MembershipSource, 'ownPlan'>> {
  const read = async (phone: string, now: Date) => {
    const rows = await run<Row>(db.pool, subscriptionRows, [phone]);
    const answers = rows.flatMap((row) => {
      if (!isTier(row.tier)) return [];
      const { tier, state } = row;
      const [currentPeriodEnd, pastDueSince] = [row.current_period_end, row.past_due_since];
      const facts = { tier, state, currentPeriodEnd, pastDueSince };
      const rest = { cancelAtPeriodEnd: row.cancel_at_period_end, syncedAt: row.synced_at };
      const member = subscriptionMember({ ...facts, ...rest }, graceDays(row.grace_days));
      return member ? [{ kind: 'member', member } as const] : [];
    });
    return answers.length > 0 ? bestAnswer(answers, now) : null;
  };
  return {
    lookup: async (phone, now) => (await read(phone, now)) ?? { kind: 'unknown', source: 'subscription' },
    ownPlan: read,
  };
}

function graceDays(stored: unknown): number {
  const shape = settingShapes['plan.graceDays'];
  const parsed = shape.safeParse(stored ?? undefined);
  return parsed.success ? parsed.data : shape.parse(undefined);
}
