/** The full-text index of what was said: the words of people and of the agent, not those of tools. */
import { setImmediate as nextRound } from 'node:timers/promises';
import { lazyStatements } from '../cron/lazy-statements.ts';
import type { Database } from '../store/database.ts';
import { indexWords } from './words.ts';

/** older messages leave the index */
const messagesKept = 50_000;
const messagesPerRound = 200;
const charsMax = 8_000;

export type FoundMessage = {
  seq: number;
  session: string;
  kind: 'user' | 'assistant';
  text: string;
  at: number;
  rank: number;
};

export function createTalkIndex(database: Database) {
  const sql = lazyStatements(database.sqlite);
  // one place for all agents: a message belongs to a session, and a session to an agent
  const mark = sql(`SELECT seq FROM memory_talk WHERE agent = ''`);
  const setMark = sql(`INSERT OR REPLACE INTO memory_talk VALUES ('', ?)`);
  const newest = sql(`SELECT coalesce(max(seq), 0) AS seq FROM messages`);
  const next = sql(
    `SELECT seq, text FROM messages WHERE seq > ? AND kind IN ('user', 'assistant') AND text <> '' ORDER BY seq LIMIT ?`,
  );
  const add = sql(`INSERT OR REPLACE INTO memory_talk_words (rowid, words) VALUES (?, ?)`);
  const dropBelow = sql(`DELETE FROM memory_talk_words WHERE rowid < ?`);
  const columns = `m.seq, m.session, m.kind, m.text, m.at, w.rank`;
  const ofAgent = sql(
    `SELECT ${columns} FROM memory_talk_words w JOIN messages m ON m.seq = w.rowid JOIN sessions s ON s.key = m.session
     WHERE w.words MATCH ? AND s.agent_id = ? AND m.turn_id <> ? ORDER BY w.rank LIMIT ?`,
  );
  const ofSession = sql(
    `SELECT ${columns} FROM memory_talk_words w JOIN messages m ON m.seq = w.rowid
     WHERE w.words MATCH ? AND m.session = ? AND m.turn_id <> ? ORDER BY w.rank LIMIT ?`,
  );
  return {
    async update(): Promise<void> {
      const last = (newest().get() as { seq: number }).seq;
      const oldest = Math.max(last - messagesKept, 0);
      let from = Math.max((mark().get() as { seq: number } | undefined)?.seq ?? 0, oldest);
      for (;;) {
        const rows = next().all(from, messagesPerRound) as { seq: number; text: string }[];
        const end = rows.length < messagesPerRound;
        if (rows.length === 0) break;
        from = rows.at(-1)?.seq ?? from;
        database.grouped(() => {
          for (const { seq, text } of rows) add().run(seq, indexWords(text.slice(0, charsMax)));
          dropBelow().run(oldest);
          setMark().run(from);
        });
        if (end) break;
        await nextRound();
      }
    },
    /**
     * Best first.
     * @param where one session, or all of an agent
     * @param turnId the turn that asks: its own words are no memory
     */
    search(
      match: string,
      where: { session: string } | { agent: string },
      turnId: string,
      limit: number,
    ): FoundMessage[] {
      const rows =
        'session' in where
          ? ofSession().all(match, where.session, turnId, limit)
          : ofAgent().all(match, where.agent, turnId, limit);
      return rows as FoundMessage[];
    },
  };
}
