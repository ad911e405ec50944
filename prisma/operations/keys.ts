import type { Actor } from '../audit/write.ts';
import type { Db } from '../client.ts';
import { countSealed, resealAll } from '../reseal.ts';
import type { KeyRing } from '../secrets.ts';
import { operate, type Forbidden } from './operate.ts';

/** One key of the ring, or one that values still need although the ring has lost it (`inRing` false). */
export interface KeyUse {
  id: string;
  /** values in the database that only this key opens */
  values: number;
  inRing: boolean;
  /** what is saved now is sealed by it */
  newest: boolean;
  /** gateway tokens and keyed hashes come from it: they are renewed when it leaves the ring */
  derives: boolean;
}

export async function readKeyUse(db: Db, ring: KeyRing): Promise<KeyUse[]> {
  const counts = await countSealed(db);
  const known = new Set(ring.map(({ id }) => id));
  const lost = [...counts.keys()].filter((id) => !known.has(id));
  return [...known, ...lost].map((id) => ({
    id,
    values: counts.get(id) ?? 0,
    inRing: known.has(id),
    newest: id === ring[0].id,
    derives: id === ring.at(-1)!.id,
  }));
}

export interface Resealed {
  kind: 'resealed';
  /** values that were sealed anew */
  resealed: number;
  keys: KeyUse[];
}

/**
 * Seals every stored secret under the newest key while the services run.
 * @throws SecretsError when a value's key is not in the ring; what was sealed until then stays so
 */
export function resealSecrets(db: Db, actor: Actor, ring: KeyRing): Promise<Resealed | Forbidden> {
  return operate<Resealed>(db, actor, 'keys.rotate', async () => {
    const resealed = await resealAll(db, ring);
    const result = { kind: 'resealed', resealed, keys: await readKeyUse(db, ring) } as const;
    const subject = { kind: 'key', id: ring[0].id };
    return {
      result,
      audit: resealed > 0 ? { action: 'keys.reseal', subject, after: { resealed } } : null,
    };
  });
}
