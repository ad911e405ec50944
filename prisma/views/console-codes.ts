import { z } from 'zod';
import { binder, contains, type KeyedTableView } from './table.ts';

export const codeSorts = ['created', 'uses', 'until'] as const;
export const codeStates = ['usable', 'used_up', 'over', 'revoked'] as const;
export type CodeState = (typeof codeStates)[number];

export interface CodesWish {
  sort: (typeof codeSorts)[number];
  descending: boolean;
  filters: {
    /** a part of the note, or the last four characters of the code: a whole one is found by nobody who does not know it */
    q?: string | undefined;
    /** address of the campaign */
    campaign?: string | undefined;
    state?: CodeState | undefined;
  };
}

const CodeRow = z.object({
  id: z.uuid(),
  code: z.string(),
  campaign_id: z.uuid(),
  slug: z.string(),
  name: z.object({ zh: z.string(), en: z.string() }),
  /** its campaign was ended early, so nothing of it changes any more */
  campaign_ended: z.boolean(),
  uses: z.number(),
  uses_max: z.number(),
  note: z.string(),
  state: z.enum(codeStates),
  expires_at: z.date().nullable(),
  created_at: z.date(),
});
export type CodeRow = z.infer<typeof CodeRow>;

const order: Record<CodesWish['sort'], string> = {
  created: 'i.created_at',
  uses: 'i.uses',
  until: 'i.expires_at',
};
const state = `case
  when i.revoked_at is not null then 'revoked'
  when i.expires_at <= app_now() then 'over'
  when i.uses >= i.uses_max then 'used_up'
  else 'usable' end`;

/** Invitation codes, of all campaigns or of one. Whole codes admit whoever has them: who shows rows says how much of them. */
export const codesTable: KeyedTableView<CodeRow, CodesWish> = {
  row: CodeRow,
  key: 'id',
  select({ sort, descending, filters }, { limit, offset }, only) {
    const { q, campaign } = filters;
    const { values, bind } = binder();
    const where = [
      ...(q ? [`(i.note ilike ${bind(contains(q))} or right(i.code, 4) = upper(${bind(q)}))`] : []),
      ...(campaign ? [`c.slug = ${bind(campaign)}`] : []),
      ...(filters.state ? [`${state} = ${bind(filters.state)}`] : []),
      ...(only ? [`i.id = any(${bind(only)}::uuid[])`] : []),
    ];
    const direction = descending ? 'desc' : 'asc';
    return {
      values,
      text: `
        select i.id, i.code, i.campaign_id, c.slug, c.name, c.ended_at is not null as campaign_ended,
          i.uses, i.uses_max, i.note, ${state} as state, i.expires_at, i.created_at, count(*) over () as total
        from invitation_codes i join campaigns c on c.id = i.campaign_id
        ${where.length > 0 ? `where ${where.join(' and ')}` : ''}
        order by ${order[sort]} ${direction} nulls last, i.id ${direction} limit ${bind(limit)} offset ${bind(offset)}`,
    };
  },
};
