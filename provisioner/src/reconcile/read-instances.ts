import type { Db } from '@rockpool/db/client';
import { createBatch } from '../batch.ts';

/** One instance with all that its reconcile depends on, as of one snapshot. Instants inside JSON are texts. */
export type StoredInstance = {
  now: Date;
  clockOffsetMs: number;
  locale: string;
  /** what the user chose; null: nothing */
  timeZone: string | null;
  entitlements: {
    grantedDays: number;
    startedAt: string | null;
    expiresAt: string | null;
    /** JSON as text */
    policy: string;
  }[];
  model: StoredModel | null;
  speech: StoredSpeech | null;
  channels: StoredChannel[];
  row: StoredRow;
};
export type StoredModel = {
  preset: string;
  baseUrl: string;
  model: string;
  format: string;
  keySealed: string;
  acceptedAt: string;
};
export type StoredSpeech = {
  preset: string;
  baseUrl: string;
  speakingModel: string | null;
  voice: string;
  hearingModel: string | null;
  auto: string;
  keySealed: string | null;
  acceptedAt: string;
};
export type StoredChannel = {
  channel: string;
  appId: string;
  secretSealed: string;
  brand: string;
  ownerId: string | null;
  acceptedAt: string | null;
  refusal: string | null;
};
export type StoredRow = {
  id: string;
  specVersion: number;
  specVersionSeen: number;
  restarts: number;
  restartsSeen: number;
  suspendedAt: Date | null;
  removalAt: Date | null;
  tokenVersion: number;
  host: string | null;
  moveTo: string | null;
  movedFrom: string | null;
  remainsOn: string | null;
  startsEmpty: boolean;
  lossUntold: boolean;
  phase: string;
  phaseReason: string;
  phaseDetail: string;
  phaseSince: Date;
  handle: string | null;
  endpoint: string | null;
  configHash: string | null;
  failures: number;
  retryAt: Date | null;
  readyAt: Date | null;
  verifiedAt: Date | null;
  lastActivityAt: Date | null;
  channelStatus: unknown;
  diskState: string | null;
};

/** Parameter: ids of instances. */
const storedInstances = {
  name: 'stored-instances',
  text: `
    select i.id,
      i.spec_version as "specVersion", i.spec_version_seen as "specVersionSeen",
      i.restarts, i.restarts_seen as "restartsSeen",
      i.suspended_at as "suspendedAt", i.removal_at as "removalAt", i.token_version as "tokenVersion",
      i.host, i.move_to as "moveTo", i.moved_from as "movedFrom", i.remains_on as "remainsOn",
      i.starts_empty as "startsEmpty", i.loss is not null and i.loss_told_at is null as "lossUntold",
      i.phase, i.phase_reason as "phaseReason", i.phase_detail as "phaseDetail", i.phase_since as "phaseSince",
      i.handle, i.endpoint, i.config_hash as "configHash",
      i.failures, i.retry_at as "retryAt", i.ready_at as "readyAt", i.verified_at as "verifiedAt",
      i.last_activity_at as "lastActivityAt", i.channel_status as "channelStatus", i.disk_state as "diskState",
      json_build_object(
        'locale', u.locale,
        'timeZone', case when u.time_zone_chosen then u.time_zone end,
        'entitlements', (
          select json_agg(json_build_object(
            'grantedDays', e.granted_days, 'startedAt', e.started_at, 'expiresAt', e.expires_at, 'policy', policy_at(c, app_now())::text
          ) order by e.id)
          from entitlements e join campaigns c on c.id = e.campaign_id where e.user_id = i.user_id
        ),
        'model', (
          select json_build_object(
            'preset', m.preset, 'baseUrl', m.base_url, 'model', m.model, 'format', m.format,
            'keySealed', m.key_sealed, 'acceptedAt', m.accepted_at
          )
          from model_settings m where m.instance_id = i.id
        ),
        'speech', (
          select json_build_object(
            'preset', v.preset, 'baseUrl', v.base_url, 'speakingModel', v.speaking_model, 'voice', v.voice,
            'hearingModel', v.hearing_model, 'auto', v.auto, 'keySealed', v.key_sealed, 'acceptedAt', v.accepted_at
          )
          from speech_settings v where v.instance_id = i.id
        ),
        'channels', (
          select json_agg(json_build_object(
            'channel', s.channel, 'appId', s.app_id, 'secretSealed', s.secret_sealed, 'brand', s.brand,
            'ownerId', s.owner_id, 'acceptedAt', s.accepted_at, 'refusal', s.refusal
          ) order by s.id)
          from channel_settings s where s.instance_id = i.id
        )
      ) as around,
      app_now() as now,
      coalesce((select offset_ms from clock where id = 1), 0)::float8 as "clockOffsetMs"
    from instances i join users u on u.id = i.user_id
    where i.id = any($1::uuid[])`,
};

type Answer = StoredRow & {
  now: Date;
  clockOffsetMs: number;
  around: {
    locale: string;
    timeZone: string | null;
    entitlements: StoredInstance['entitlements'] | null;
    model: StoredModel | null;
    speech: StoredSpeech | null;
    channels: StoredChannel[] | null;
  };
};

const batchMax = 100;

/** Reads instances, many in one statement when many are asked for; null when there is no such row. */
export function createInstanceReader(db: Db): (id: string) => Promise<StoredInstance | null> {
  return createBatch(async (ids) => {
    const { rows } = await db.pool.query<Answer>({ ...storedInstances, values: [ids] });
    const found = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => {
      const answer = found.get(id);
      if (!answer) return null;
      const { now, clockOffsetMs, around, ...row } = answer;
      const { locale, timeZone, model, speech, entitlements, channels } = around;
      return {
        now,
        clockOffsetMs,
        locale,
        timeZone,
        model,
        speech,
        entitlements: entitlements ?? [],
        channels: channels ?? [],
        row,
      };
    });
  }, batchMax);
}
