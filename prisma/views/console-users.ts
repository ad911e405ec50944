import { z } from 'zod';
import { phases, type Phase } from '../domain/instance.ts';
import { tiers, type Tier } from '../domain/plan.ts';
import { binder, contains, type KeyedTableView } from './table.ts';

export const userSorts = ['joined', 'phone', 'days', 'points'] as const;

export interface UsersWish {
  sort: (typeof userSorts)[number];
  descending: boolean;
  filters: {
    /** a part of the phone number, or an id */
    q?: string | undefined;
    plan?: Tier | 'none' | undefined;
    computer?: 'yes' | 'no' | undefined;
    phase?: Phase | undefined;
    /** only who comes behind this one in the order of joining, newest first */
    after?: { at: Date; id: string } | undefined;
  };
}

const UserRow = z.object({
  id: z.uuid(),
  phone: z.string(),
  joined_at: z.date(),
  deleted_at: z.date().nullable(),
  tier: z.enum(tiers).nullable(),
  /** subscription | api | import */
  plan_source: z.string().nullable(),
  campaigns: z.array(z.object({ zh: z.string(), en: z.string() })),
  available_days: z.number(),
  points: z.number(),
  instance_id: z.uuid().nullable(),
  phase: z.enum(phases).nullable(),
});
export type UserRow = z.infer<typeof UserRow>;

/** The best valid plan that any source has stored about a row `u` of users, as `plan`. */
const planOfUser = `
  left join lateral (
    select known.tier, known.source from (
      select m.tier, 'import' as source, m.valid_until from memberships m where m.phone = u.phone
      union all
      select a.tier, 'api', a.valid_until from membership_answers a where a.phone = u.phone and a.tier is not null
      union all
      select s.tier, 'subscription', case when s.cancel_at_period_end then s.current_period_end end
      from subscriptions s where s.user_id = u.id and s.state in ('active', 'trialing', 'past_due')
    ) known
    where known.valid_until is null or known.valid_until > app_now()
    order by array_position(array['lite', 'pro', 'max'], known.tier) desc, known.valid_until desc nulls first
    limit 1
  ) plan on true`;

/** As `availableDays` of domain/available counts them. */
const availableDays = `
  coalesce((
    select max(case
      when e.expires_at is null then e.granted_days
      else greatest(0, ceil(extract(epoch from e.expires_at - app_now()) / 86400))
    end)::int from entitlements e where e.user_id = u.id
  ), 0)`;
const points = `coalesce((select sum(p.points)::int from point_entries p where p.user_id = u.id), 0)`;

const order: Record<UsersWish['sort'], string> = {
  joined: 'u.created_at',
  phone: 'u.phone',
  days: availableDays,
  points,
};

/** Users with what an operator looks for first. */
export const usersTable: KeyedTableView<UserRow, UsersWish> = {
  row: UserRow,
  key: 'id',
  select({ sort, descending, filters: { q, plan, computer, phase, after } }, { limit, offset }, only) {
    const { values, bind } = binder();
    const where = [
      ...(q ? [`(u.phone like ${bind(contains(q.replace(/[\s-]/g, '')))} or u.id::text = ${bind(q)})`] : []),
      ...(plan === 'none' ? ['plan.tier is null'] : plan ? [`plan.tier = ${bind(plan)}`] : []),
      ...(computer ? [`i.id is ${computer === 'yes' ? 'not null' : 'null'}`] : []),
      ...(phase ? [`i.phase = ${bind(phase)}`] : []),
      ...(after ? [`(u.created_at, u.id) < (${bind(after.at)}, ${bind(after.id)}::uuid)`] : []),
      ...(only ? [`u.id = any(${bind(only)}::uuid[])`] : []),
    ];
    const direction = descending ? 'desc' : 'asc';
    const text = `
      with page as (
        select u.id, count(*) over () as total, row_number() over (order by ${order[sort]} ${direction}, u.id ${direction}) as place
        from users u left join instances i on i.user_id = u.id ${plan ? planOfUser : ''}
        ${where.length > 0 ? `where ${where.join(' and ')}` : ''}
        order by place limit ${bind(limit)} offset ${bind(offset)}
      )
      select u.id, u.phone, u.created_at as joined_at, u.deleted_at, plan.tier, plan.source as plan_source,
        coalesce((
          select json_agg(c.name order by e.created_at) from entitlements e join campaigns c on c.id = e.campaign_id
          where e.user_id = u.id
        ), '[]') as campaigns,
        ${availableDays} as available_days, ${points} as points, i.id as instance_id, i.phase, page.total
      from page join users u using (id) left join instances i on i.user_id = u.id ${planOfUser}
      order by page.place`;
    return { text, values };
  },
};
