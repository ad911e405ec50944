import { z } from 'zod';
import { roles, type Role } from '../domain/roles.ts';
import { binder, contains, type KeyedTableView } from './table.ts';

export const staffSorts = ['email', 'seen'] as const;
/** `invited`: the link holds; `invitation_over`: it does not any more */
export const staffStates = ['active', 'invited', 'invitation_over', 'disabled'] as const;
export type StaffState = (typeof staffStates)[number];

export interface StaffWish {
  sort: (typeof staffSorts)[number];
  descending: boolean;
  filters: {
    /** a part of the address */
    q?: string | undefined;
    role?: Role | undefined;
    state?: StaffState | undefined;
  };
}

const StaffRow = z.object({
  id: z.uuid(),
  email: z.string(),
  role: z.enum(roles),
  state: z.enum(staffStates),
  last_seen_at: z.date().nullable(),
  invite_expires_at: z.date().nullable(),
  created_at: z.date(),
});
export type StaffRow = z.infer<typeof StaffRow>;

const lastSeen = '(select max(s.last_seen_at) from staff_sessions s where s.staff_id = f.id)';
const order: Record<StaffWish['sort'], string> = { email: 'f.email', seen: lastSeen };
const state = `case
  when f.disabled_at is not null then 'disabled'
  when f.invite_hash is null then 'active'
  when f.invite_expires_at > app_now() then 'invited'
  else 'invitation_over' end`;

/** Who works in the console. */
export const staffTable: KeyedTableView<StaffRow, StaffWish> = {
  row: StaffRow,
  key: 'id',
  select({ sort, descending, filters }, { limit, offset }, only) {
    const { q, role } = filters;
    const { values, bind } = binder();
    const where = [
      ...(q ? [`f.email ilike ${bind(contains(q))}`] : []),
      ...(role ? [`f.role = ${bind(role)}`] : []),
      ...(filters.state ? [`${state} = ${bind(filters.state)}`] : []),
      ...(only ? [`f.id = any(${bind(only)}::uuid[])`] : []),
    ];
    return {
      values,
      text: `
        select f.id, f.email, f.role, ${state} as state, ${lastSeen} as last_seen_at, f.invite_expires_at, f.created_at,
          count(*) over () as total
        from staff f ${where.length > 0 ? `where ${where.join(' and ')}` : ''}
        order by ${order[sort]} ${descending ? 'desc' : 'asc'} nulls last, f.id limit ${bind(limit)} offset ${bind(offset)}`,
    };
  },
};
