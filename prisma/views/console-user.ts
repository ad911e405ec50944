import { z } from 'zod';
import type { Db } from '../client.ts';
import { tiers } from '../domain/plan.ts';

const Instant = z.coerce.date();
const Tier = z.enum(tiers);

const UserFacts = z.object({
  id: z.uuid(),
  timeZone: z.string(),
  createdAt: Instant,
  deletedAt: Instant.nullable(),
  stripeCustomerId: z.string().nullable(),
  /** what was imported about the number; null = nothing */
  imported: z.object({ tier: Tier, validUntil: Instant.nullable(), checkedAt: Instant }).nullable(),
  /** what the operator's API last said; `tier` null = no plan */
  answered: z
    .object({ tier: Tier.nullable(), validUntil: Instant.nullable(), checkedAt: Instant })
    .nullable(),
  subscriptions: z.array(
    z.object({
      id: z.string(),
      tier: Tier,
      interval: z.string(),
      state: z.string(),
      currentPeriodEnd: Instant,
      cancelAtPeriodEnd: z.boolean(),
    }),
  ),
  /** open ones, newest first */
  sessions: z.array(
    z.object({ id: z.uuid(), userAgent: z.string(), createdAt: Instant, lastSeenAt: Instant }),
  ),
});

/** What the console shows of a user beside `readComputer`. */
export type UserFacts = z.infer<typeof UserFacts>;

export async function readUserFacts(db: Db, userId: string): Promise<UserFacts | null> {
  const rows = await db.$queryRaw<{ facts: unknown }[]>`
    select jsonb_build_object(
      'id', u.id, 'timeZone', u.time_zone, 'createdAt', u.created_at, 'deletedAt', u.deleted_at,
      'stripeCustomerId', u.stripe_customer_id,
      'imported', (
        select jsonb_build_object('tier', m.tier, 'validUntil', m.valid_until, 'checkedAt', m.checked_at)
        from memberships m where m.phone = u.phone
      ),
      'answered', (
        select jsonb_build_object('tier', a.tier, 'validUntil', a.valid_until, 'checkedAt', a.checked_at)
        from membership_answers a where a.phone = u.phone
      ),
      'subscriptions', (
        select coalesce(jsonb_agg(jsonb_build_object(
          'id', s.id, 'tier', s.tier, 'interval', s.interval, 'state', s.state,
          'currentPeriodEnd', s.current_period_end, 'cancelAtPeriodEnd', s.cancel_at_period_end
        ) order by s.created_at desc), '[]') from subscriptions s where s.user_id = u.id
      ),
      'sessions', (
        select coalesce(jsonb_agg(jsonb_build_object(
          'id', s.id, 'userAgent', s.user_agent, 'createdAt', s.created_at, 'lastSeenAt', s.last_seen_at
        ) order by s.last_seen_at desc), '[]')
        from sessions s where s.user_id = u.id and s.revoked_at is null and s.expires_at > app_now()
      )
    ) as facts
    from users u where u.id = ${userId}::uuid`;
  return rows[0] ? UserFacts.parse(rows[0].facts) : null;
}
