/** Senders whom the owner has added by `/allowlist`, by the bot's app id: sender ids are per app. */
import type { Database } from './database.ts';

export const allowScopes = ['dm', 'group'] as const;
/** `dm`: private chats, and commands everywhere; `group`: groups */
export type AllowScope = (typeof allowScopes)[number];

export type AllowedSender = { senderId: string; name: string; at: number };

export type Allowlist = ReturnType<typeof createAllowlist>;

export function createAllowlist(database: Database, now: () => number) {
  const { sqlite } = database;
  const where = `WHERE channel = ? AND app_id = ?`;
  const has = sqlite.prepare(`SELECT 1 FROM allowed ${where} AND scope = ? AND sender_id = ?`);
  const list = sqlite.prepare(
    `SELECT sender_id AS senderId, name, at FROM allowed ${where} AND scope = ? ORDER BY at, sender_id`,
  );
  const paired = sqlite.prepare(
    `SELECT sender_id AS senderId, sender_name AS name, at FROM approved ${where} ORDER BY at, sender_id`,
  );
  const add = sqlite.prepare(`INSERT OR IGNORE INTO allowed VALUES (?, ?, ?, ?, ?, ?)`);
  const remove = sqlite.prepare(`DELETE FROM allowed ${where} AND scope = ? AND sender_id = ?`);
  const unpair = sqlite.prepare(`DELETE FROM approved ${where} AND sender_id = ?`);
  return {
    has: (channel: string, appId: string, scope: AllowScope, senderId: string): boolean =>
      has.get(channel, appId, scope, senderId) !== undefined,
    list: (channel: string, appId: string, scope: AllowScope): AllowedSender[] =>
      list.all(channel, appId, scope) as AllowedSender[],
    /** approved by pairing */
    paired: (channel: string, appId: string): AllowedSender[] =>
      paired.all(channel, appId) as AllowedSender[],
    /** False when the sender was on the list already. */
    add(channel: string, appId: string, scope: AllowScope, senderId: string, name: string): boolean {
      return database.transaction(() => add.run(channel, appId, scope, senderId, name, now()).changes === 1);
    },
    /** False when there was nothing to remove. For private chats a pairing approval ends too. */
    remove(channel: string, appId: string, scope: AllowScope, senderId: string): boolean {
      return database.transaction(() => {
        const listed = remove.run(channel, appId, scope, senderId).changes;
        const approved = scope === 'dm' ? unpair.run(channel, appId, senderId).changes : 0;
        return Number(listed) + Number(approved) > 0;
      });
    },
  };
}
