import { z } from 'zod';
import { purchaseStates } from './payments.ts';
import { planPaymentStates } from './plan-payments.ts';
import { binder, type TableView } from './table.ts';

/** What a user's history is made of. */
export const historyKinds = [
  'days',
  'points',
  'purchase',
  'plan_payment',
  'consent',
  'reminder',
  'sign_in',
  'phase',
  'audit',
] as const;
export type HistoryKind = (typeof historyKinds)[number];

const at = { key: z.string(), at: z.date() };
const event = <K extends HistoryKind, D extends z.ZodType>(kind: K, detail: D) =>
  z.object({ ...at, kind: z.literal(kind), detail });
const Name = z.object({ zh: z.string(), en: z.string() });
const Instant = z.coerce.date();

const HistoryRow = z.discriminatedUnion('kind', [
  event(
    'days',
    z.object({
      reason: z.enum(['claim', 'renewal', 'operator', 'revoke', 'plan_lost']),
      days: z.number(),
      /** what was paid */
      points: z.number(),
      expiresAfter: Instant.nullable(),
      campaign: Name,
      note: z.string(),
      /** the operator who did it, while the audit log still has the entry */
      by: z.string().nullable(),
    }),
  ),
  event(
    'points',
    z.object({ reason: z.string(), points: z.number(), note: z.string(), by: z.string().nullable() }),
  ),
  event(
    'purchase',
    z.object({
      id: z.uuid(),
      state: z.enum(purchaseStates),
      points: z.number(),
      amount: z.number(),
      refunded: z.number(),
      currency: z.string(),
    }),
  ),
  event(
    'plan_payment',
    z.object({
      /** the provider's id of the invoice */
      id: z.string(),
      state: z.enum(planPaymentStates),
      reason: z.string(),
      amount: z.number(),
      refunded: z.number(),
      currency: z.string(),
    }),
  ),
  event('consent', z.object({ given: z.boolean(), textVersion: z.string() })),
  event('reminder', z.object({ reminder: z.string(), state: z.string(), detail: z.string() })),
  event('sign_in', z.object({ userAgent: z.string(), revokedAt: Instant.nullable() })),
  event('phase', z.object({ phase: z.string(), reason: z.string(), detail: z.string() })),
  event('audit', z.object({ action: z.string(), actor: z.string(), reason: z.string(), id: z.number() })),
]);
export type HistoryRow = z.infer<typeof HistoryRow>;

export interface HistoryWish {
  userId: string;
  kind?: HistoryKind | undefined;
}

/** Parameter: user id. Each gives key, at, kind, detail. Operator's days and points tell who did them, so their audit entries are left out. */
const parts: Record<HistoryKind, string> = {
  days: `
    select 'd' || d.id as key, d.created_at as at, 'days' as kind, json_build_object(
      'reason', d.reason, 'days', d.days, 'expiresAfter', d.expires_after, 'campaign', c.name, 'note', d.note,
      'points', coalesce((select -p.points from point_entries p where p.key = d.key), 0), 'by', a.actor_name
    ) as detail
    from entitlements e join campaigns c on c.id = e.campaign_id join day_entries d on d.entitlement_id = e.id
    left join lateral (
      select actor_name from audit_entries a
      where d.reason in ('operator', 'revoke') and a.subject_kind = 'user' and a.subject_id = $1::text
        and a.after->>'entry' = d.key limit 1
    ) a on true
    where e.user_id = $1::uuid`,
  points: `
    select 'p' || p.id, p.created_at, 'points', json_build_object(
      'reason', p.reason, 'points', p.points, 'note', p.note, 'by', a.actor_name
    )
    from point_entries p
    left join lateral (
      select actor_name from audit_entries a
      where p.reason = 'operator' and a.subject_kind = 'user' and a.subject_id = $1::text
        and a.after->>'entry' = p.key limit 1
    ) a on true
    where p.user_id = $1::uuid and p.reason not in ('claim', 'renewal')`,
  purchase: `
    select 'b' || id, coalesce(paid_at, created_at), 'purchase', json_build_object(
      'id', id, 'state', state, 'points', points, 'amount', amount, 'refunded', refunded_amount, 'currency', currency
    ) from purchases where user_id = $1::uuid`,
  plan_payment: `
    select 'n' || id, paid_at, 'plan_payment', json_build_object(
      'id', id, 'state', state, 'reason', reason, 'amount', amount, 'refunded', refunded_amount, 'currency', currency
    ) from plan_payments where user_id = $1::uuid`,
  consent: `
    select 'c' || id, created_at, 'consent', json_build_object('given', given, 'textVersion', text_version)
    from consent_entries where user_id = $1::uuid`,
  reminder: `
    select 'r' || r.id, coalesce(r.decided_at, r.due_at), 'reminder', json_build_object(
      'reminder', r.kind, 'state', r.state, 'detail', r.detail
    ) from reminders r join entitlements e on e.id = r.entitlement_id where e.user_id = $1::uuid and r.state <> 'planned'`,
  sign_in: `
    select 's' || id, created_at, 'sign_in', json_build_object('userAgent', user_agent, 'revokedAt', revoked_at)
    from sessions where user_id = $1::uuid`,
  phase: `
    select 'i' || h.id, h.at, 'phase', json_build_object('phase', h.phase, 'reason', h.reason, 'detail', h.detail)
    from instances i join instance_phases h on h.instance_id = i.id where i.user_id = $1::uuid`,
  audit: `
    select 'a' || a.id, a.at, 'audit', json_build_object(
      'action', a.action, 'actor', a.actor_name, 'reason', a.reason, 'id', a.id
    ) from audit_entries a
    where (
      (a.subject_kind = 'user' and a.subject_id = $1::text)
      or (a.subject_kind = 'instance' and a.subject_id = (select id::text from instances where user_id = $1::uuid))
    ) and coalesce(a.after->>'entry', '') = ''`,
};

/** All that happened with one user, newest first. */
export const userHistory: TableView<HistoryRow, HistoryWish> = {
  row: HistoryRow,
  select({ userId, kind }, { limit, offset }) {
    const { values, bind } = binder();
    bind(userId);
    const chosen = kind ? [parts[kind]] : Object.values(parts);
    return {
      values,
      text: `
        select key, at, kind, detail, count(*) over () as total
        from (${chosen.join('\nunion all\n')}) as history(key, at, kind, detail)
        order by at desc, key desc limit ${bind(limit)} offset ${bind(offset)}`,
    };
  },
};
