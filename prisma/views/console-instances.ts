import { z } from 'zod';
import { phaseReasons, phases, type Phase, type PhaseReason } from '../domain/instance.ts';
import { binder, contains, type KeyedTableView } from './table.ts';

export const instanceSorts = ['trouble', 'since', 'expires', 'activity', 'failures', 'created'] as const;

export interface InstancesWish {
  sort: (typeof instanceSorts)[number];
  descending: boolean;
  filters: {
    /** a part of the id, the owner's phone number or the driver's handle */
    q?: string | undefined;
    phase?: Phase | undefined;
    reason?: PhaseReason | undefined;
    /** the name of the host where it lives */
    host?: string | undefined;
    /** only what comes behind this one in the order of making, newest first */
    after?: { at: Date; id: string } | undefined;
  };
}

const InstanceRow = z.object({
  id: z.uuid(),
  user_id: z.uuid(),
  phone: z.string(),
  phase: z.enum(phases),
  phase_reason: z.string(),
  phase_detail: z.string(),
  phase_since: z.date(),
  expires_at: z.date().nullable(),
  config_hash: z.string().nullable(),
  last_activity_at: z.date().nullable(),
  handle: z.string().nullable(),
  host: z.string().nullable(),
  move_to: z.string().nullable(),
  moved_from: z.string().nullable(),
  failures: z.number(),
  created_at: z.date(),
});
export type InstanceRow = z.infer<typeof InstanceRow>;

/** the last end of the owner's days */
const expires = '(select max(e.expires_at) from entitlements e where e.user_id = i.user_id)';

const trouble = `case
  when i.phase = 'failed' then 3
  when i.phase_reason in ('config_rejected', 'not_ready', 'driver_unavailable') then 2
  when i.phase = 'provisioning' then 1
  else 0 end`;

const order: Record<InstancesWish['sort'], string> = {
  trouble,
  since: 'i.phase_since',
  expires,
  activity: 'i.last_activity_at',
  failures: 'i.failures',
  created: 'i.created_at',
};

/** Instances; by `trouble` the failed ones come first. */
export const instancesTable: KeyedTableView<InstanceRow, InstancesWish> = {
  row: InstanceRow,
  key: 'id',
  select({ sort, descending, filters: { q, phase, reason, host, after } }, { limit, offset }, only) {
    const { values, bind } = binder();
    const text = q ? bind(contains(q.replace(/\s/g, ''))) : '';
    const where = [
      ...(q ? [`(u.phone like ${text} or i.id::text like ${text} or i.handle like ${text})`] : []),
      ...(phase ? [`i.phase = ${bind(phase)}`] : []),
      ...(reason && phaseReasons.includes(reason) ? [`i.phase_reason = ${bind(reason)}`] : []),
      ...(host ? [`i.host = ${bind(host)}`] : []),
      ...(after
        ? [
            `(i.created_at < ${bind(after.at)} or (i.created_at = ${bind(after.at)} and i.id > ${bind(after.id)}::uuid))`,
          ]
        : []),
      ...(only ? [`i.id = any(${bind(only)}::uuid[])`] : []),
    ];
    const direction = descending ? 'desc' : 'asc';
    return {
      values,
      text: `
        with page as (
          select i.id, count(*) over () as total,
            row_number() over (
              order by ${order[sort]} ${direction} nulls last, ${sort === 'trouble' ? 'i.phase_since desc,' : ''} i.id
            ) as place
          from instances i join users u on u.id = i.user_id
          ${where.length > 0 ? `where ${where.join(' and ')}` : ''}
          order by place limit ${bind(limit)} offset ${bind(offset)}
        )
        select i.id, i.user_id, u.phone, i.phase, i.phase_reason, i.phase_detail, i.phase_since,
          ${expires} as expires_at, i.config_hash, i.last_activity_at, i.handle, i.host,
          i.move_to, i.moved_from, i.failures, i.created_at, page.total
        from page join instances i using (id) join users u on u.id = i.user_id
        order by page.place`,
    };
  },
};
