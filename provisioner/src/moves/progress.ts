import type { Db } from '@rockpool/db/client';
import { sayDetail } from '@rockpool/db/domain/phase-detail';

/** How far a volume has come, for people: `212 of 340 MB (62 %)`; what is not known is left out. */
function nameProgress(bytes: number, about: number | null): string {
  const megabytes = (count: number) => Math.round(count / 1e6);
  if (about === null) return `${megabytes(bytes)} MB`;
  // What it takes up on the disk is not quite what comes.
  const all = Math.max(about, bytes);
  const percent = all === 0 ? 0 : Math.min(99, Math.floor((bytes / all) * 100));
  return sayDetail('move_progress', { done: megabytes(bytes), all: megabytes(all), percent });
}

/** Writes it down. False: it is not to be fetched any more: taken back, to be removed, or somebody else's. */
export async function sayProgress(
  db: Db,
  { id, host, from }: { id: string; host: string; from: string },
  bytes: number,
  about: number | null,
): Promise<boolean> {
  const { rowCount } = await db.pool.query({
    name: 'move-progress',
    text: `
      update instances set phase_detail = $4
      where id = $1 and host = $2 and moved_from = $3 and move_to is distinct from moved_from and removal_at is null`,
    values: [id, host, from, nameProgress(bytes, about)],
  });
  return rowCount === 1;
}
