/** What the owner asked of the platform, stored until it is answered. Whoever holds the control API's token fetches and answers. */
import * as z from 'zod/mini';
import { lazyStatements } from '../cron/lazy-statements.ts';
import { PlatformRequest } from '../control/platform-requests.ts';
import type { Database } from '../store/database.ts';

/** Where it was asked, and is told when the answer comes late. */
const Origin = z.object({
  channel: z.string(),
  accountId: z.string(),
  chatId: z.string(),
  threadId: z.nullable(z.string()),
});
type Origin = z.infer<typeof Origin>;

export type LateAnswer = { id: string; text: string; origin: Origin };
type Row = { id: string; request: string; origin: string; answer: string | null; late: number };

/** unanswered at once; who asks more is told so */
const openMax = 50;
const keptMs = 7 * 24 * 3_600_000;

export function createPlatformRequests(database: Database, now: () => number) {
  const sql = lazyStatements(database.sqlite);
  const byId = sql(`SELECT * FROM platform_requests WHERE id = ?`);
  const open = sql(`SELECT * FROM platform_requests WHERE answer IS NULL ORDER BY at LIMIT ?`);
  const late = sql(`SELECT * FROM platform_requests WHERE answer IS NOT NULL AND late = 1`);
  const insert = sql(`INSERT INTO platform_requests (id, request, origin, at) VALUES (?, ?, ?, ?)`);
  const setAnswer = sql(`UPDATE platform_requests SET answer = ? WHERE id = ? AND answer IS NULL`);
  const setLate = sql(`UPDATE platform_requests SET late = ? WHERE id = ?`);
  const prune = sql(`DELETE FROM platform_requests WHERE at < ? AND (answer IS NULL OR late = 0)`);
  const find = (id: string) => byId().get(id) as Row | undefined;

  return {
    /** Stored when it returns; one that is known stays as it is. */
    add(request: PlatformRequest, origin: Origin): 'stored' | 'full' {
      return database.transaction(() => {
        if (find(request.id) !== undefined) return 'stored';
        prune().run(now() - keptMs);
        if (open().all(openMax).length >= openMax) return 'full';
        insert().run(request.id, JSON.stringify(request), JSON.stringify(origin), now());
        return 'stored';
      });
    },
    /** null while there is none */
    answerOf: (id: string): string | null => find(id)?.answer ?? null,
    open: (max: number): PlatformRequest[] =>
      (open().all(max) as Row[]).map(({ request }) => PlatformRequest.parse(JSON.parse(request))),
    /** The first answer stays. False when there is no such request. */
    answer(id: string, text: string): boolean {
      if (find(id) === undefined) return false;
      setAnswer().run(text, id);
      return true;
    },
    /** Whoever asked has been told that it takes longer. */
    isLate: (id: string): boolean => find(id)?.late === 1,
    markLate: (id: string): void => void setLate().run(1, id),
    markTold: (id: string): void => void setLate().run(0, id),
    /** answers that nobody was told yet */
    untold: (): LateAnswer[] =>
      (late().all() as Row[]).map(({ id, answer, origin }) => ({
        id,
        text: answer ?? '',
        origin: Origin.parse(JSON.parse(origin)),
      })),
  };
}
