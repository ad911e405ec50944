import { z } from 'zod';
import { binder, contains, type KeyedTableView } from './table.ts';

export const waitingSorts = ['joined', 'phone', 'offer'] as const;

export interface WaitingWish {
  sort: (typeof waitingSorts)[number];
  descending: boolean;
  filters: {
    /** a part of the phone number */
    q?: string | undefined;
    /** address of the campaign */
    campaign?: string | undefined;
    /** whether a place is kept for them */
    offer?: 'yes' | 'no' | undefined;
  };
}

const WaitingRow = z.object({
  /** the place: who has a smaller one came earlier */
  id: z.string(),
  user_id: z.uuid(),
  phone: z.string(),
  slug: z.string(),
  name: z.object({ zh: z.string(), en: z.string() }),
  joined_at: z.date(),
  offer_expires_at: z.date().nullable(),
});
export type WaitingRow = z.infer<typeof WaitingRow>;

const order: Record<WaitingWish['sort'], string> = {
  joined: 'w.id',
  phone: 'u.phone',
  offer: 'w.offer_expires_at',
};

/** Who waits for stock, of all campaigns or of one. */
export const waitingTable: KeyedTableView<WaitingRow, WaitingWish> = {
  row: WaitingRow,
  key: 'id',
  select({ sort, descending, filters: { q, campaign, offer } }, { limit, offset }, only) {
    const { values, bind } = binder();
    const where = [
      'w.left_at is null',
      ...(q ? [`u.phone like ${bind(contains(q.replace(/[\s-]/g, '')))}`] : []),
      ...(campaign ? [`c.slug = ${bind(campaign)}`] : []),
      ...(offer ? [`w.offer_expires_at is ${offer === 'yes' ? 'not null' : 'null'}`] : []),
      ...(only ? [`w.id = any(${bind(only)}::bigint[])`] : []),
    ];
    return {
      values,
      text: `
        select w.id::text as id, w.user_id, u.phone, c.slug, c.name, w.joined_at, w.offer_expires_at,
          count(*) over () as total
        from waiting_entries w join users u on u.id = w.user_id join campaigns c on c.id = w.campaign_id
        where ${where.join(' and ')}
        order by ${order[sort]} ${descending ? 'desc' : 'asc'} nulls last, w.id limit ${bind(limit)} offset ${bind(offset)}`,
    };
  },
};
