import type { Actor } from '../audit/write.ts';
import type { Db } from '../client.ts';
import { parseSettings, settingShapes, type SettingKey, type Settings } from '../domain/settings.ts';
import { run } from '../ledger/connection.ts';
import { operate, type Forbidden } from './operate.ts';

export type SetSettingResult =
  | Forbidden
  | { kind: 'saved' }
  /** the value is not one that this setting can have */
  | { kind: 'wrong_value' }
  /** the list leaves out the address that asks for it, who could not take it back */
  | { kind: 'locks_out'; address: string };

/** Whether an address may come in by a list; the portal's own rule, passed in. */
export type IsAllowed = (address: string, allowed: readonly string[]) => boolean;

/** Sets one setting; null takes it back to its default. */
export function setSetting<K extends SettingKey>(
  db: Db,
  actor: Actor,
  given: { key: K; value: unknown },
  isAllowed: IsAllowed,
): Promise<SetSettingResult> {
  const { key } = given;
  return operate<SetSettingResult>(db, actor, 'settings.edit', async (connection) => {
    const shape = settingShapes[key];
    const parsed = shape.safeParse(given.value ?? undefined);
    if (!parsed.success) return { result: { kind: 'wrong_value' }, audit: null };
    const value = parsed.data as Settings[K];
    if (key === 'console.allowedIps' && actor.kind !== 'system') {
      if (!isAllowed(actor.address, value as string[]))
        return { result: { kind: 'locks_out', address: actor.address }, audit: null };
    }
    // the lock holds where there is no row yet too, so that the entry's "before" is true
    await connection.query(
      `select pg_advisory_xact_lock(hashtextextended('rockpool.setting ' || $1, 0))::text`,
      [key],
    );
    const [row] = await run<{ value: unknown }>(connection, read, [key]);
    const before = parseSettings(row ? { [key]: row.value } : {})[key];
    if (given.value === null) await run(connection, remove, [key]);
    else await run(connection, save, [key, JSON.stringify(value)]);
    const isSame = JSON.stringify(before) === JSON.stringify(value);
    return {
      result: { kind: 'saved' },
      audit: isSame
        ? null
        : { action: 'setting.edit', subject: { kind: 'setting', id: key }, before, after: value },
    };
  });
}

const read = { name: 'setting-read', text: `select value from settings where key = $1` };
const remove = { name: 'setting-remove', text: `delete from settings where key = $1` };
const save = {
  name: 'setting-save',
  text: `
    insert into settings (key, value) values ($1, $2::jsonb)
    on conflict (key) do update set value = excluded.value, updated_at = app_now()`,
};
