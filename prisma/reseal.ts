import type { Db } from './client.ts';
import { needsReseal, seal, unseal, type KeyRing, type SealPurpose } from './secrets.ts';

interface SealedRow {
  id: string;
  instanceId: string;
  sealed: string;
}

/** One column of sealed values. `write` changes the row only while it still holds `before`; the number of rows changed. */
interface SealedColumn {
  purpose: SealPurpose;
  read: (db: Db) => Promise<SealedRow[]>;
  write: (db: Db, row: SealedRow, after: string) => Promise<{ count: number }>;
}

const columns: SealedColumn[] = [
  {
    purpose: 'model-key',
    read: async (db) =>
      (await db.modelSetting.findMany({ select: { instanceId: true, keySealed: true } })).map((row) => ({
        id: row.instanceId,
        instanceId: row.instanceId,
        sealed: row.keySealed,
      })),
    write: (db, { instanceId, sealed }, after) =>
      db.modelSetting.updateMany({ where: { instanceId, keySealed: sealed }, data: { keySealed: after } }),
  },
  {
    purpose: 'channel-secret',
    read: async (db) =>
      (await db.channelSetting.findMany({ select: { id: true, instanceId: true, secretSealed: true } })).map(
        ({ secretSealed, ...row }) => ({ ...row, sealed: secretSealed }),
      ),
    write: (db, { id, sealed }, after) =>
      db.channelSetting.updateMany({ where: { id, secretSealed: sealed }, data: { secretSealed: after } }),
  },
  {
    purpose: 'device-code',
    read: async (db) =>
      (await db.channelScan.findMany({ select: { id: true, instanceId: true, deviceCodeSealed: true } })).map(
        ({ deviceCodeSealed, ...row }) => ({ ...row, sealed: deviceCodeSealed }),
      ),
    write: (db, { id, sealed }, after) =>
      db.channelScan.updateMany({
        where: { id, deviceCodeSealed: sealed },
        data: { deviceCodeSealed: after },
      }),
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
  for (const { purpose, read, write } of columns) {
    const stale = (await read(db)).filter((row) => needsReseal(ring, row.sealed));
    for (const row of stale) {
      const binding = { purpose, instanceId: row.instanceId };
      const after = seal(ring, unseal(ring, row.sealed, binding), binding);
      resealed += (await write(db, row, after)).count;
    }
  }
  return resealed;
}
