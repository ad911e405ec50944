import { z } from 'zod';
import type { Db } from '../client.ts';
import { tiers, type Tier } from '../domain/plan.ts';
import { binder, contains, type KeyedTableView } from './table.ts';

export const membershipSorts = ['checked', 'phone', 'valid'] as const;

export interface MembershipsWish {
  sort: (typeof membershipSorts)[number];
  descending: boolean;
  filters: {
    /** a part of the phone number */
    q?: string | undefined;
    tier?: Tier | undefined;
    /** whether the plan holds now */
    valid?: 'yes' | 'no' | undefined;
    /** whether somebody with this number signed in, and whether they allow the check */
    user?: 'consented' | 'silent' | 'none' | undefined;
  };
}

const MembershipRow = z.object({
  phone: z.string(),
  tier: z.enum(tiers),
  valid_until: z.date().nullable(),
  checked_at: z.date(),
  valid: z.boolean(),
  user_id: z.uuid().nullable(),
  consent_at: z.date().nullable(),
});
export type MembershipRow = z.infer<typeof MembershipRow>;

const order: Record<MembershipsWish['sort'], string> = {
  checked: 'm.checked_at',
  phone: 'm.phone',
  valid: 'm.valid_until',
};
const isValid = '(m.valid_until is null or m.valid_until > app_now())';
const ofUser = {
  consented: 'u.consent_at is not null',
  silent: 'u.id is not null and u.consent_at is null',
  none: 'u.id is null',
};

/** The imported plans, with the users of their numbers. */
export const membershipsTable: KeyedTableView<MembershipRow, MembershipsWish> = {
  row: MembershipRow,
  key: 'phone',
  select({ sort, descending, filters: { q, tier, valid, user } }, { limit, offset }, only) {
    const { values, bind } = binder();
    const where = [
      ...(q ? [`m.phone like ${bind(contains(q.replace(/[\s-]/g, '')))}`] : []),
      ...(tier ? [`m.tier = ${bind(tier)}`] : []),
      ...(valid ? [valid === 'yes' ? isValid : `not ${isValid}`] : []),
      ...(user ? [ofUser[user]] : []),
      ...(only ? [`m.phone = any(${bind(only)}::text[])`] : []),
    ];
    const direction = descending ? 'desc' : 'asc';
    return {
      values,
      text: `
        select m.phone, m.tier, m.valid_until, m.checked_at, ${isValid} as valid, u.id as user_id, u.consent_at,
          count(*) over () as total
        from memberships m left join users u on u.phone = m.phone
        ${where.length > 0 ? `where ${where.join(' and ')}` : ''}
        order by ${order[sort]} ${direction} nulls last, m.phone limit ${bind(limit)} offset ${bind(offset)}`,
    };
  },
};

const SourceCounts = z.object({
  users: z.number(),
  /** users who allow the membership check */
  consented: z.number(),
  imported: z.number(),
  importedAt: z.coerce.date().nullable(),
  /** numbers about which the API's answer is stored, and the newest of them */
  answers: z.number(),
  answeredAt: z.coerce.date().nullable(),
});
export type SourceCounts = z.infer<typeof SourceCounts>;

export async function readSourceCounts(db: Db): Promise<SourceCounts> {
  const [row] = await db.$queryRaw<unknown[]>`
    select
      (select count(*)::int from users where deleted_at is null) as users,
      (select count(*)::int from users where deleted_at is null and consent_at is not null) as consented,
      (select count(*)::int from memberships) as imported,
      (select max(checked_at) from memberships) as "importedAt",
      (select count(*)::int from membership_answers) as answers,
      (select max(checked_at) from membership_answers) as "answeredAt"`;
  return SourceCounts.parse(row);
}
