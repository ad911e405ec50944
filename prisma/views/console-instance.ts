import { z } from 'zod';
import type { Db } from '../client.ts';

const Instant = z.coerce.date();

const InstanceFacts = z.object({
  userId: z.uuid(),
  configHash: z.string().nullable(),
  /** from when it is wanted gone; null = nobody wants that */
  removalAt: Instant.nullable(),
  /** where it lives; null: no host has taken it yet */
  host: z.string().nullable(),
  /** a host it is wished to */
  moveTo: z.string().nullable(),
  /** where its volume is still to be fetched from */
  movedFrom: z.string().nullable(),
  /** where an old copy of its volume is still to be removed */
  remainsOn: z.string().nullable(),
  /** the last phases, newest first */
  past: z.array(
    z.object({ id: z.number(), phase: z.string(), reason: z.string(), detail: z.string(), at: Instant }),
  ),
  /** what was done to it, newest first */
  audit: z.array(
    z.object({ id: z.number(), action: z.string(), actor: z.string(), reason: z.string(), at: Instant }),
  ),
});

/** What the console shows of an instance beside `readComputer` of its owner. */
export type InstanceFacts = z.infer<typeof InstanceFacts>;

const pastMax = 30;

export async function readInstanceFacts(db: Db, instanceId: string): Promise<InstanceFacts | null> {
  const rows = await db.$queryRaw<{ facts: unknown }[]>`
    select jsonb_build_object(
      'userId', i.user_id, 'configHash', i.config_hash, 'removalAt', i.removal_at,
      'host', i.host, 'moveTo', i.move_to, 'movedFrom', i.moved_from, 'remainsOn', i.remains_on,
      'past', (
        select coalesce(jsonb_agg(jsonb_build_object(
          'id', h.id, 'phase', h.phase, 'reason', h.reason, 'detail', h.detail, 'at', h.at
        ) order by h.id desc), '[]')
        from (select * from instance_phases where instance_id = i.id order by id desc limit ${pastMax}) h
      ),
      'audit', (
        select coalesce(jsonb_agg(jsonb_build_object(
          'id', a.id, 'action', a.action, 'actor', a.actor_name, 'reason', a.reason, 'at', a.at
        ) order by a.id desc), '[]')
        from (
          select * from audit_entries where subject_kind = 'instance' and subject_id = i.id::text
          order by id desc limit ${pastMax}
        ) a
      )
    ) as facts
    from instances i where i.id = ${instanceId}::uuid`;
  return rows[0] ? InstanceFacts.parse(rows[0].facts) : null;
}
