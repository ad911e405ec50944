import type { Db } from '../client.ts';

/**
 * Everything that the database has about a user, as plain JSON; no secret, sealed or not, and no id of a session, which would
 * let in whoever finds the file. Null when there is no such user.
 */
export async function readAccountExport(db: Db, userId: string): Promise<Record<string, unknown> | null> {
  const rows = await db.$queryRaw<{ data: Record<string, unknown> }[]>`
    select jsonb_build_object(
      'exportedAt', app_now(),
      'profile', jsonb_build_object(
        'id', u.id, 'phone', u.phone, 'locale', u.locale, 'timeZone', u.time_zone, 'consentAt', u.consent_at, 'createdAt', u.created_at,
        'stripeCustomerId', u.stripe_customer_id
      ),
      'identities', (select coalesce(jsonb_agg(jsonb_build_object('provider', provider, 'subject', subject, 'createdAt', created_at)), '[]')
        from identities where user_id = u.id),
      'consents', (select coalesce(jsonb_agg(jsonb_build_object('given', given, 'textVersion', text_version, 'at', created_at) order by id), '[]')
        from consent_entries where user_id = u.id),
      'importedPlan', (select jsonb_build_object('tier', tier, 'validUntil', valid_until, 'source', source, 'checkedAt', checked_at)
        from memberships where phone = u.phone),
      'planAnswer', (select jsonb_build_object('tier', tier, 'validUntil', valid_until, 'checkedAt', checked_at)
        from membership_answers where phone = u.phone),
      'entitlements', (select coalesce(jsonb_agg(jsonb_build_object(
          'id', e.id, 'campaign', c.slug, 'phone', e.phone, 'grantedDays', e.granted_days, 'startedAt', e.started_at,
          'expiresAt', e.expires_at, 'claimedAt', e.created_at,
          'days', (select coalesce(jsonb_agg(jsonb_build_object('days', d.days, 'reason', d.reason, 'note', d.note,
            'expiresBefore', d.expires_before, 'expiresAfter', d.expires_after, 'at', d.created_at) order by d.id), '[]')
            from day_entries d where d.entitlement_id = e.id),
          'reminders', (select coalesce(jsonb_agg(jsonb_build_object('kind', r.kind, 'state', r.state, 'dueAt', r.due_at,
            'decidedAt', r.decided_at, 'detail', r.detail) order by r.due_at), '[]')
            from reminders r where r.entitlement_id = e.id)
        ) order by e.created_at), '[]')
        from entitlements e join campaigns c on c.id = e.campaign_id where e.user_id = u.id),
      'points', (select coalesce(jsonb_agg(jsonb_build_object('points', points, 'reason', reason, 'note', note, 'at', created_at) order by id), '[]')
        from point_entries where user_id = u.id),
      'purchases', (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'pack', lookup_key, 'points', points, 'amount', amount,
          'currency', currency, 'state', state, 'refundedAmount', refunded_amount, 'at', created_at, 'paidAt', paid_at) order by created_at), '[]')
        from purchases where user_id = u.id),
      'planPayments', (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'subscription', subscription_id, 'number', number,
          'reason', reason, 'amount', amount, 'currency', currency, 'state', state, 'refundedAmount', refunded_amount,
          'periodStart', period_start, 'periodEnd', period_end, 'paidAt', paid_at) order by paid_at), '[]')
        from plan_payments where user_id = u.id),
      'subscriptions', (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'tier', tier, 'interval', interval, 'state', state,
          'currentPeriodEnd', current_period_end, 'cancelAtPeriodEnd', cancel_at_period_end, 'at', created_at) order by created_at), '[]')
        from subscriptions where user_id = u.id),
      'waitingLists', (select coalesce(jsonb_agg(jsonb_build_object('campaign', c.slug, 'joinedAt', w.joined_at,
          'offeredAt', w.offered_at, 'leftAt', w.left_at) order by w.id), '[]')
        from waiting_entries w join campaigns c on c.id = w.campaign_id where w.user_id = u.id),
      'claims', (select coalesce(jsonb_agg(jsonb_build_object('campaign', c.slug, 'at', q.requested_at, 'answer', q.result,
          'answeredAt', q.decided_at) order by q.id), '[]')
        from claim_requests q join campaigns c on c.id = q.campaign_id where q.user_id = u.id),
      'sessions', (select coalesce(jsonb_agg(jsonb_build_object('device', user_agent, 'createdAt', created_at, 'lastSeenAt', last_seen_at,
          'expiresAt', expires_at, 'revokedAt', revoked_at) order by created_at), '[]')
        from sessions where user_id = u.id),
      'computer', (select jsonb_build_object(
          'id', i.id, 'createdAt', i.created_at, 'phase', i.phase, 'phaseReason', i.phase_reason, 'phaseSince', i.phase_since,
          'lastActivityAt', i.last_activity_at, 'verifiedAt', i.verified_at,
          'model', (select jsonb_build_object('preset', m.preset, 'baseUrl', m.base_url, 'model', m.model, 'format', m.format,
            'acceptedAt', m.accepted_at) from model_settings m where m.instance_id = i.id),
          'speech', (select jsonb_build_object('preset', v.preset, 'baseUrl', v.base_url, 'speakingModel', v.speaking_model,
            'voice', v.voice, 'hearingModel', v.hearing_model, 'auto', v.auto, 'acceptedAt', v.accepted_at)
            from speech_settings v where v.instance_id = i.id),
          'channels', (select coalesce(jsonb_agg(jsonb_build_object('channel', s.channel, 'appId', s.app_id, 'brand', s.brand,
            'origin', s.origin, 'ownerId', s.owner_id, 'botName', s.bot_name, 'createdAt', s.created_at)), '[]')
            from channel_settings s where s.instance_id = i.id),
          'phases', (select coalesce(jsonb_agg(jsonb_build_object('phase', p.phase, 'reason', p.reason, 'at', p.at) order by p.id), '[]')
            from instance_phases p where p.instance_id = i.id),
          'requests', (select coalesce(jsonb_agg(jsonb_build_object('kind', g.kind, 'answer', g.answer, 'at', g.created_at) order by g.created_at), '[]')
            from gateway_requests g where g.instance_id = i.id)
        ) from instances i where i.user_id = u.id)
    ) as data
    from users u where u.id = ${userId}::uuid`;
  return rows[0]?.data ?? null;
}
