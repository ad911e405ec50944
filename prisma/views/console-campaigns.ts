/** Campaigns as the console reads them. */
import { z } from 'zod';
import type { Db } from '../client.ts';
import { campaignColumns, CampaignRow } from '../ledger/campaign-columns.ts';
import { run, type Statement } from '../ledger/connection.ts';
import { binder, contains, type KeyedTableView } from './table.ts';

export const campaignSorts = ['created', 'name', 'claimed'] as const;

export interface CampaignsWish {
  sort: (typeof campaignSorts)[number];
  descending: boolean;
  /** a part of the name in either language, or of the slug */
  filters: { q?: string | undefined };
}

const Row = z.object({
  ...CampaignRow.shape,
  /** entitlements whose days run or wait */
  active: z.number(),
  /** people in the waiting line */
  waiting: z.number(),
  /** points that claims and renewals cost */
  revenue: z.coerce.number(),
});
export type ListedCampaign = z.infer<typeof Row>;

const order: Record<CampaignsWish['sort'], string> = {
  created: 'c.created_at',
  name: `c.name ->> 'zh'`,
  claimed: 'c.claimed',
};

export const campaignsTable: KeyedTableView<ListedCampaign, CampaignsWish> = {
  row: Row,
  key: 'id',
  select({ sort, descending, filters: { q } }, { limit, offset }, only) {
    const { values, bind } = binder();
    const text = q && bind(contains(q));
    const where = [
      ...(text ? [`concat_ws(' ', c.slug, c.name ->> 'zh', c.name ->> 'en') ilike ${text}`] : []),
      ...(only ? [`c.id = any(${bind(only)}::uuid[])`] : []),
    ];
    const direction = descending ? 'desc' : 'asc';
    return {
      values,
      text: `
        with shown as (
          select c.id, row_number() over (order by ${order[sort]} ${direction}, c.id) as place, count(*) over () as total
          from campaigns c ${where.length > 0 ? `where ${where.join(' and ')}` : ''}
          order by place limit ${bind(limit)} offset ${bind(offset)}
        )
        select ${campaignColumns}, figures.*, shown.total
        from shown join campaigns c on c.id = shown.id cross join lateral (${figures}) figures
        order by shown.place`,
    };
  },
};

const figures = `
  select
    (select count(*)::int from entitlements e where e.campaign_id = c.id
      and (e.expires_at > app_now() or (e.started_at is null and e.granted_days > 0))) as active,
    (select count(*)::int from waiting_entries w where w.campaign_id = c.id and w.left_at is null) as waiting,
    (select coalesce(-sum(p.points), 0) from entitlements e join day_entries d on d.entitlement_id = e.id
      join point_entries p on p.key = d.key where e.campaign_id = c.id) as revenue`;

const one: Statement = {
  name: 'console-campaign-figures',
  text: `select figures.* from campaigns c cross join lateral (${figures}) figures where c.id = $1`,
};
export interface CampaignFigures {
  active: number;
  waiting: number;
  revenue: number;
}

export async function readCampaignFigures(db: Db, id: string): Promise<CampaignFigures> {
  const [row] = await run<Record<string, unknown>>(db.pool, one, [id]);
  return {
    active: Number(row?.active ?? 0),
    waiting: Number(row?.waiting ?? 0),
    revenue: Number(row?.revenue ?? 0),
  };
}

const perDay: Statement = {
  name: 'console-campaign-claims',
  text: `
    select to_char(day, 'YYYY-MM-DD') as day, coalesce(claims, 0)::int as claims
    from generate_series((app_now() at time zone $2)::date - 29, (app_now() at time zone $2)::date, interval '1 day') as day
    left join (
      select (created_at at time zone $2)::date as claimed_on, count(*) as claims
      from entitlements where campaign_id = $1 and created_at > app_now() - interval '31 days' group by 1
    ) counted on claimed_on = day::date
    order by day`,
};

/** Claims of each of the last 30 days of the zone, days without any too. */
export const readClaimsPerDay = (db: Db, { id, zone }: { id: string; zone: string }) =>
  run<{ day: string; claims: number }>(db.pool, perDay, [id, zone]);

const line: Statement = {
  name: 'console-campaign-line',
  text: `
    select w.user_id as "userId", u.phone, w.joined_at as "joinedAt", w.offer_expires_at as "offerExpiresAt"
    from waiting_entries w join users u on u.id = w.user_id
    where w.campaign_id = $1 and w.left_at is null
    order by w.offered_at is null, w.id limit $2`,
};
const linePlaces: Statement = {
  name: 'console-campaign-line-places',
  text: `
    select w.id::text as place, w.user_id as "userId", u.phone, w.joined_at as "joinedAt", w.offer_expires_at as "offerExpiresAt"
    from waiting_entries w join users u on u.id = w.user_id
    where w.campaign_id = $1 and w.left_at is null and w.id > $2::bigint
    order by w.id limit $3`,
};
export type LineRow = { userId: string; phone: string; joinedAt: Date; offerExpiresAt: Date | null };

/** Who waits: those with an offer first, then in the order of the line. */
export const readLineOf = (db: Db, { id, limit }: { id: string; limit: number }) =>
  run<LineRow>(db.pool, line, [id, limit]);

/** Who waits behind a place, in the order in which they came; `place` names where the next page begins. */
export const readLineAfter = (db: Db, { id, after, limit }: { id: string; after: string; limit: number }) =>
  run<LineRow & { place: string }>(db.pool, linePlaces, [id, after, limit]);

const codes: Statement = {
  name: 'console-campaign-codes',
  text: `
    select count(*)::int as codes, coalesce(sum(uses), 0)::int as uses,
      coalesce(sum(uses_max - uses) filter (where revoked_at is null and (expires_at is null or expires_at > app_now())), 0)::bigint
        as left
    from invitation_codes where campaign_id = $1`,
};

/** Codes in all, claims that they admitted, and how many more they may admit. */
export async function readCodeFigures(db: Db, id: string) {
  const [row] = await run<Record<string, unknown>>(db.pool, codes, [id]);
  return { codes: Number(row?.codes ?? 0), uses: Number(row?.uses ?? 0), left: Number(row?.left ?? 0) };
}
