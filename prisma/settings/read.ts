import type { Db } from '../client.ts';
import { parseSettings, type Settings } from '../domain/settings.ts';

/** All settings as they are now, defaults filled in. */
export async function readSettings(db: Db): Promise<Settings> {
  const rows = await db.setting.findMany({ select: { key: true, value: true } });
  return parseSettings(Object.fromEntries(rows.map(({ key, value }) => [key, value])));
}
