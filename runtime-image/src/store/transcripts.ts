/** What is kept of conversations: sessions, their messages and contexts, turns, and the usage by day. */
import { createContexts } from './contexts.ts';
import type { Database } from './database.ts';
import { createMessages } from './messages.ts';
import { createSessionArchive } from './session-archive.ts';
import { createSessions } from './sessions.ts';
import { createTurns } from './turns.ts';

export type Transcripts = ReturnType<typeof createTranscripts>;

export function createTranscripts(database: Database, now: () => number) {
  const { sqlite } = database;
  const { add, forget, ...contexts } = createContexts(database);
  const dropMessages = sqlite.prepare(`DELETE FROM messages WHERE session = ?`);
  const dropTurn = sqlite.prepare(`DELETE FROM turns WHERE id = ?`);
  const dropSession = sqlite.prepare(`DELETE FROM sessions WHERE key = ?`);
  return {
    ...createSessions(database, now),
    ...contexts,
    ...createMessages(database, { add }),
    ...createTurns(database, now),
    ...createSessionArchive(database),
    /** Forgets a session of one turn. */
    drop(session: string, turnId: string): void {
      forget(session);
      dropMessages.run(session);
      dropTurn.run(turnId);
      dropSession.run(session);
    },
  };
}
