import type { Db } from '@rockpool/db/client';

/**
 * A computer that was removed lives nowhere, and its place is another's. With a copy of its volume still on another host it stays
 * until that is gone too. What was lost of it before is nobody's any more. Again, or after somebody claimed it anew: nothing happens.
 */
export async function release(db: Db, id: string, host: string | null): Promise<void> {
  await db.pool.query({
    name: 'release-place',
    text: `
      update instances set host = null, move_to = null, moved_from = null,
        starts_empty = false, loss = null, loss_at = null, loss_told_at = null
      where id = $1 and host is not distinct from $2 and phase = 'removed' and remains_on is null`,
    values: [id, host],
  });
}
