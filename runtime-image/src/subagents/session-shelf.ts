/** What one session may read of others. */
import type { Database } from '../store/database.ts';
import type { SessionShelf } from '../tools/sessions.ts';

export function createSessionShelf({
  sqlite,
}: Database): SessionShelf & { agentOf(key: string): string | null } {
  const list = sqlite.prepare(
    `SELECT key, agent_id AS agentId, updated_at AS updatedAt FROM sessions ORDER BY updated_at DESC LIMIT ?`,
  );
  const agent = sqlite.prepare(`SELECT agent_id AS agentId FROM sessions WHERE key = ?`);
  const read = sqlite.prepare(
    `SELECT kind AS who, text, at FROM messages WHERE session = ? AND kind IN ('user', 'assistant') AND text <> ''
     ORDER BY seq DESC LIMIT ?`,
  );
  const agentOf = (key: string): string | null =>
    (agent.get(key) as { agentId: string } | undefined)?.agentId ?? null;
  return {
    list: (limit) => list.all(limit) as ReturnType<SessionShelf['list']>,
    exists: (key) => agentOf(key) !== null,
    agentOf,
    read: (key, limit) => (read.all(key, limit) as ReturnType<SessionShelf['read']>).reverse(),
  };
}
