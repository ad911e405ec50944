import { z } from 'zod';
import type { Db } from '../client.ts';
import { diskStates } from '../domain/disk-state.ts';
import { phases } from '../domain/instance.ts';
import { Policy } from '../domain/policy.ts';
import { reminderKinds } from '../domain/reminders.ts';
import { Refusal } from '../domain/refusals.ts';

const Instant = z.coerce.date();
const Entry = z.object({
  id: z.number(),
  days: z.number(),
  reason: z.enum(['claim', 'renewal', 'operator', 'revoke', 'plan_lost']),
  /** what was paid for it */
  points: z.number(),
  expiresBefore: Instant.nullable(),
  expiresAfter: Instant.nullable(),
  note: z.string(),
  endedBy: Refusal.nullable(),
  createdAt: Instant,
});

const EntitlementView = z.object({
  id: z.uuid(),
  campaign: z.object({
    id: z.uuid(),
    slug: z.string(),
    name: z.object({ zh: z.string(), en: z.string() }),
    policy: Policy,
  }),
  grantedDays: z.number(),
  grants: z.number(),
  startedAt: Instant.nullable(),
  expiresAt: Instant.nullable(),
  createdAt: Instant,
  /** the ledger, newest first */
  entries: z.array(Entry),
});

const InstanceView = z.object({
  id: z.uuid(),
  createdAt: Instant,
  specVersion: z.number(),
  specVersionSeen: z.number(),
  restarts: z.number(),
  restartsSeen: z.number(),
  suspendedAt: Instant.nullable(),
  /** what was lost with a host, and since when; null: nothing */
  loss: z.enum(['all', 'since_move']).nullable(),
  lossAt: Instant.nullable(),
  phase: z.enum(phases),
  /** one of `phaseReasons` of domain/instance */
  phaseReason: z.string(),
  phaseDetail: z.string(),
  phaseSince: Instant,
  /** `driver:name` once the provisioner has taken it up */
  handle: z.string().nullable(),
  /** what runs it; before it was taken up, what will where all hosts have the same; null: not known yet */
  driver: z.string().nullable(),
  endpoint: z.string().nullable(),
  tokenVersion: z.number(),
  failures: z.number(),
  retryAt: Instant.nullable(),
  readyAt: Instant.nullable(),
  observedAt: Instant.nullable(),
  verifiedAt: Instant.nullable(),
  lastActivityAt: Instant.nullable(),
  /** list of `ChannelStatus` of @rockpool/gateway/control; parse it there */
  channelStatus: z.array(z.unknown()),
  /** of its own disk, as last seen; null: it has none, or nobody told */
  diskState: z.enum(diskStates).nullable(),
});

const ModelView = z.object({
  preset: z.string(),
  baseUrl: z.string(),
  model: z.string(),
  format: z.string(),
  acceptedAt: Instant,
});

const ChannelView = z.object({
  id: z.uuid(),
  channel: z.string(),
  appId: z.string(),
  brand: z.string(),
  origin: z.string(),
  ownerId: z.string().nullable(),
  botId: z.string().nullable(),
  botName: z.string().nullable(),
  acceptedAt: Instant.nullable(),
  refusal: z.string().nullable(),
});

const ScanView = z.object({
  id: z.uuid(),
  channel: z.string(),
  brand: z.string(),
  qrUrl: z.string(),
  state: z.string(),
  detail: z.string(),
  expiresAt: Instant,
  createdAt: Instant,
});

const ReminderView = z.object({
  id: z.uuid(),
  kind: z.enum(reminderKinds),
  state: z.enum(['planned', 'sent', 'failed']),
  dueAt: Instant,
  decidedAt: Instant.nullable(),
  /** channels that took it by name, `page` above all; of a failed one, why */
  detail: z.string(),
});

const Computer = z.object({
  now: Instant,
  user: z.object({ id: z.uuid(), phone: z.string(), locale: z.string(), consentAt: Instant.nullable() }),
  /** points */
  balance: z.number(),
  /** oldest first */
  entitlements: z.array(EntitlementView),
  /** null before the first claim */
  instance: InstanceView.nullable(),
  model: ModelView.nullable(),
  channels: z.array(ChannelView),
  /** the newest scan, whatever became of it */
  scan: ScanView.nullable(),
  /** the newest that were sent or failed, and those that are to come; newest first */
  reminders: z.array(ReminderView),
});

/** All that the pages of one user show, as of one instant; no secret, sealed or not. */
export type ComputerView = z.infer<typeof Computer>;

/** Null when there is no such user. */
export async function readComputer(db: Db, userId: string): Promise<ComputerView | null> {
  const rows = await db.$queryRaw<{ computer: unknown }[]>`
    select jsonb_build_object(
      'now', app_now(),
      'user', jsonb_build_object('id', u.id, 'phone', u.phone, 'locale', u.locale, 'consentAt', u.consent_at),
      'balance', (select coalesce(sum(points), 0) from point_entries where user_id = u.id),
      'entitlements', (
        select coalesce(jsonb_agg(jsonb_build_object(
          'id', e.id,
          'campaign', jsonb_build_object('id', c.id, 'slug', c.slug, 'name', c.name, 'policy', policy_at(c, app_now())),
          'grantedDays', e.granted_days, 'grants', e.grants,
          'startedAt', e.started_at, 'expiresAt', e.expires_at, 'createdAt', e.created_at,
          'entries', (
            select coalesce(jsonb_agg(jsonb_build_object(
              'id', d.id, 'days', d.days, 'reason', d.reason, 'note', d.note, 'endedBy', d.ended_by,
              'points', coalesce(-(select points from point_entries p where p.key = d.key), 0),
              'expiresBefore', d.expires_before, 'expiresAfter', d.expires_after, 'createdAt', d.created_at
            ) order by d.id desc), '[]') from day_entries d where d.entitlement_id = e.id
          )
        ) order by e.created_at, e.id), '[]')
        from entitlements e join campaigns c on c.id = e.campaign_id where e.user_id = u.id
      ),
      'instance', (case when i.id is not null then jsonb_build_object(
        'id', i.id, 'createdAt', i.created_at,
        'specVersion', i.spec_version, 'specVersionSeen', i.spec_version_seen,
        'restarts', i.restarts, 'restartsSeen', i.restarts_seen, 'suspendedAt', i.suspended_at,
        'loss', i.loss, 'lossAt', i.loss_at,
        'phase', i.phase, 'phaseReason', i.phase_reason, 'phaseDetail', i.phase_detail, 'phaseSince', i.phase_since,
        'handle', i.handle, 'driver', coalesce(
          split_part(i.handle, ':', 1),
          (select min(h.driver) from hosts h where h.driver <> '' having count(distinct h.driver) = 1)
        ),
        'endpoint', i.endpoint, 'tokenVersion', i.token_version, 'failures', i.failures, 'retryAt', i.retry_at,
        'readyAt', i.ready_at, 'observedAt', i.observed_at, 'verifiedAt', i.verified_at,
        'lastActivityAt', i.last_activity_at, 'channelStatus', i.channel_status,
        'diskState', i.disk_state
      ) end),
      'model', (
        select jsonb_build_object(
          'preset', m.preset, 'baseUrl', m.base_url, 'model', m.model, 'format', m.format, 'acceptedAt', m.accepted_at
        ) from model_settings m where m.instance_id = i.id
      ),
      'channels', (
        select coalesce(jsonb_agg(jsonb_build_object(
          'id', s.id, 'channel', s.channel, 'appId', s.app_id, 'brand', s.brand, 'origin', s.origin,
          'ownerId', s.owner_id, 'botId', s.bot_id, 'botName', s.bot_name,
          'acceptedAt', s.accepted_at, 'refusal', s.refusal
        ) order by s.created_at, s.id), '[]') from channel_settings s where s.instance_id = i.id
      ),
      'scan', (
        select jsonb_build_object(
          'id', s.id, 'channel', s.channel, 'brand', s.brand, 'qrUrl', s.qr_url, 'state', s.state,
          'detail', s.detail, 'expiresAt', s.expires_at, 'createdAt', s.created_at
        ) from channel_scans s where s.instance_id = i.id order by s.created_at desc, s.id desc limit 1
      ),
      'reminders', (
        select coalesce(jsonb_agg(jsonb_build_object(
          'id', r.id, 'kind', r.kind, 'state', r.state, 'dueAt', r.due_at, 'decidedAt', r.decided_at, 'detail', r.detail
        ) order by r.at desc, r.id), '[]')
        from (
          select r.*, coalesce(r.decided_at, r.due_at) as at from reminders r join entitlements e on e.id = r.entitlement_id
          where e.user_id = u.id and r.state <> 'skipped' order by at desc limit 10
        ) r
      )
    ) as computer
    from users u left join instances i on i.user_id = u.id
    where u.id = ${userId}::uuid`;
  return rows[0] ? Computer.parse(rows[0].computer) : null;
}
