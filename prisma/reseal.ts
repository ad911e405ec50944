import type { Db } from './client.ts';
import { needsReseal, seal, unseal, type KeyRing, type SealBinding } from './secrets.ts';

interface SealedRow {
  id: string;
  sealed: string;
  binding: SealBinding;
}

/** One column of sealed values. `write` changes the row only while it still holds `before`; the number of rows changed. */
interface SealedColumn {
  read: (db: Db) => Promise<SealedRow[]>;
  write: (db: Db, row: SealedRow, after: string) => Promise<{ count: number }>;
}

const columns: SealedColumn[] = [
  {
    read: async (db) =>
      (await db.modelSetting.findMany({ select: { instanceId: true, keySealed: true } })).map(
        ({ instanceId, keySealed }) => ({
          id: instanceId,
          sealed: keySealed,
          binding: { purpose: 'model-key', instanceId },
        }),
      ),
    write: (db, { id, sealed }, after) =>
      db.modelSetting.updateMany({
        where: { instanceId: id, keySealed: sealed },
        data: { keySealed: after },
      }),
  },
  {
    read: async (db) =>
      (await db.speechSetting.findMany({ select: { instanceId: true, keySealed: true } })).flatMap(
        ({ instanceId, keySealed }) =>
          keySealed
            ? [{ id: instanceId, sealed: keySealed, binding: { purpose: 'speech-key', instanceId } as const }]
            : [],
      ),
    write: (db, { id, sealed }, after) =>
      db.speechSetting.updateMany({
        where: { instanceId: id, keySealed: sealed },
        data: { keySealed: after },
      }),
  },
  {
    read: async (db) =>
      (await db.channelSetting.findMany({ select: { id: true, instanceId: true, secretSealed: true } })).map(
        ({ id, instanceId, secretSealed }) => ({
          id,
          sealed: secretSealed,
          binding: { purpose: 'channel-secret', instanceId },
        }),
      ),
    write: (db, { id, sealed }, after) =>
      db.channelSetting.updateMany({ where: { id, secretSealed: sealed }, data: { secretSealed: after } }),
  },
  {
    read: async (db) =>
      (await db.channelScan.findMany({ select: { id: true, instanceId: true, deviceCodeSealed: true } })).map(
        ({ id, instanceId, deviceCodeSealed }) => ({
          id,
          sealed: deviceCodeSealed,
          binding: { purpose: 'device-code', instanceId },
        }),
      ),
    write: (db, { id, sealed }, after) =>
      db.channelScan.updateMany({
        where: { id, deviceCodeSealed: sealed },
        data: { deviceCodeSealed: after },
      }),
  },
  {
    read: async (db) =>
      (await db.staff.findMany({ select: { id: true, totpSealed: true } })).flatMap(({ id, totpSealed }) =>
        totpSealed
          ? [{ id, sealed: totpSealed, binding: { purpose: 'staff-totp', staffId: id } as const }]
          : [],
      ),
    write: (db, { id, sealed }, after) =>
      db.staff.updateMany({ where: { id, totpSealed: sealed }, data: { totpSealed: after } }),
  },
];

/**
 * Seals every stored secret under the newest key, so that older keys can leave the ring. The secrets stay the same,
 * so no instance restarts. Safe beside running services: a value that is saved meanwhile is left alone. Returns the
 * number of values sealed anew.
 * @throws SecretsError when a value's key is not in the ring
 */
export async function resealAll(db: Db, ring: KeyRing): Promise<number> {
  let resealed = 0;
  for (const { read, write } of columns) {
    const stale = (await read(db)).filter((row) => needsReseal(ring, row.sealed));
    for (const row of stale) {
      const after = seal(ring, unseal(ring, row.sealed, row.binding), row.binding);
      resealed += (await write(db, row, after)).count;
    }
  }
  return resealed;
}

/** How many stored values each key seals, by the key's id. */
export async function countSealed(db: Db): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const { read } of columns)
    for (const { sealed } of await read(db)) {
      const id = sealed.split('.')[1] ?? '';
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
  return counts;
}
