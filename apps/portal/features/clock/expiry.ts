import type { Db } from '@rockpool/db/client';

/** When the user's last entitlement ends; null while none has begun. */
export async function readExpiry(db: Db, userId: string): Promise<Date | null> {
  const { _max } = await db.entitlement.aggregate({ where: { userId }, _max: { expiresAt: true } });
  return _max.expiresAt;
}
