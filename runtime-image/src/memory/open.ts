/** The room of memory put together: what the gateway plugs in. */
import type { Tool } from '../agent/tool.ts';
import { showInstant } from '../cron/when.ts';
import type { GatewayConfig } from '../config/settings.ts';
import type { Database } from '../store/database.ts';
import { memoryGetTool, memorySearchTool } from '../tools/memory.ts';
import { createFileIndex } from './file-index.ts';
import { maySeeFile, type MemoryScope } from './scope.ts';
import { createTalkIndex } from './talk-index.ts';
import { matchQuery, snippetOf } from './words.ts';

export type MemoryQuestion = {
  query: string;
  limit: number;
  workspace: string;
  agentId: string;
  sessionKey: string;
  turnId: string;
  scope: MemoryScope;
};

/** `place`: `memory/2026-11-20.md:12`, or when and by whom it was said. */
export type MemoryHit = { place: string; text: string };

export type MemorySearch = (question: MemoryQuestion) => Promise<MemoryHit[]>;

const snippetChars = 400;

export function openMemory(room: { database: Database; config(): GatewayConfig }): {
  search: MemorySearch;
  tools: Tool[];
} {
  const files = createFileIndex(room.database);
  const talk = createTalkIndex(room.database);
  let working: Promise<unknown> = Promise.resolve();
  /** one after the other: an index is brought up to date once for all who ask */
  const inLine = <T>(work: () => Promise<T>): Promise<T> => {
    const next = working.then(work);
    working = next.catch(() => undefined);
    return next;
  };

  const searchNow = async (question: MemoryQuestion): Promise<MemoryHit[]> => {
    const { query, limit, workspace, agentId, sessionKey, turnId, scope } = question;
    const { memorySearch, timeZone } = room.config();
    const match = matchQuery(query);
    if (match === null) return [];
    const [notes, said] = [[], []] as [MemoryHit[], MemoryHit[]];
    if (memorySearch.files) {
      await files.update(workspace);
      for (const { path, line, text } of files.search(workspace, match, scope, limit))
        notes.push({
          place: `${path}:${lineOf(text, line, query)}`,
          text: snippetOf(text, query, snippetChars),
        });
    }
    if (memorySearch.sessions) {
      await talk.update();
      const where = scope.allSessions ? { agent: agentId } : { session: sessionKey };
      for (const { kind, text, at } of talk.search(match, where, turnId, limit))
        said.push({
          place: `said ${showInstant(at, timeZone)} by ${kind === 'user' ? 'the user' : 'you'}`,
          text: snippetOf(text, query, snippetChars),
        });
    }
    // what was written down to be remembered comes before what was merely said
    const shown = Math.max(limit - said.length, Math.ceil((limit * 2) / 3));
    return [...notes.slice(0, shown), ...said].slice(0, limit);
  };

  const search: MemorySearch = (question) => inLine(() => searchNow(question));
  return { search, tools: [memorySearchTool(search), memoryGetTool(maySeeFile)] };
}

/** The line of a piece that holds the beginning of the query, else its first. */
function lineOf(text: string, first: number, query: string): number {
  const word = query.trim().split(/\s+/, 1)[0]?.toLowerCase() ?? '';
  const at = word === '' ? -1 : text.toLowerCase().indexOf(word);
  return at < 0 ? first : first + text.slice(0, at).split('\n').length - 1;
}
