import { z } from 'zod';
import { roles, type Role } from '../domain/roles.ts';
import { binder, contains, type KeyedTableView } from './table.ts';

export const tokenSorts = ['created', 'name', 'used', 'expires'] as const;
export const tokenStates = ['active', 'expired', 'revoked', 'owner_disabled'] as const;
export type TokenState = (typeof tokenStates)[number];

export interface TokensWish {
  sort: (typeof tokenSorts)[number];
  descending: boolean;
  filters: {
    /** a part of its name or of its maker's address, or its last four characters */
    q?: string | undefined;
    role?: Role | undefined;
    state?: TokenState | undefined;
  };
}

const TokenRow = z.object({
  id: z.uuid(),
  name: z.string(),
  role: z.enum(roles),
  /** its last four characters */
  hint: z.string(),
  owner: z.string(),
  state: z.enum(tokenStates),
  last_used_at: z.date().nullable(),
  /** null = it holds until it is revoked */
  expires_at: z.date().nullable(),
  created_at: z.date(),
});
export type TokenRow = z.infer<typeof TokenRow>;

const order: Record<TokensWish['sort'], string> = {
  created: 't.created_at',
  name: 't.name',
  used: 't.last_used_at',
  expires: 't.expires_at',
};
const state = `case
  when t.revoked_at is not null then 'revoked'
  when t.expires_at <= app_now() then 'expired'
  when s.disabled_at is not null then 'owner_disabled'
  else 'active' end`;

/** Tokens of the operator's API, by what tells them apart; none of them can be read again. */
export const tokensTable: KeyedTableView<TokenRow, TokensWish> = {
  row: TokenRow,
  key: 'id',
  select({ sort, descending, filters }, { limit, offset }, only) {
    const { q, role } = filters;
    const { values, bind } = binder();
    const where = [
      ...(q ? [`(concat_ws(' ', t.name, s.email) ilike ${bind(contains(q))} or t.hint = ${bind(q)})`] : []),
      ...(role ? [`t.role = ${bind(role)}`] : []),
      ...(filters.state ? [`${state} = ${bind(filters.state)}`] : []),
      ...(only ? [`t.id = any(${bind(only)}::uuid[])`] : []),
    ];
    return {
      values,
      text: `
        select t.id, t.name, t.role, t.hint, s.email as owner, ${state} as state, t.last_used_at, t.expires_at, t.created_at,
          count(*) over () as total
        from api_tokens t join staff s on s.id = t.staff_id
        ${where.length > 0 ? `where ${where.join(' and ')}` : ''}
        order by ${order[sort]} ${descending ? 'desc' : 'asc'} nulls last, t.id limit ${bind(limit)} offset ${bind(offset)}`,
    };
  },
};
