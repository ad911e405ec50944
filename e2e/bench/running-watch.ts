import type { Db } from '@rockpool/db/client';

const lookEveryMs = 10;

/**
 * Waits for instances to run with one question for all that are waited for: a question each would cost a busy machine more than
 * the starts that are measured.
 */
export function createRunningWatch(db: Db) {
  const waiting = new Map<string, { found: (endpoint: string) => void; failed: (error: Error) => void }>();
  let looking = false;

  async function look() {
    if (looking) return;
    looking = true;
    try {
      while (waiting.size > 0) {
        const rows = await db.instance.findMany({
          where: { id: { in: [...waiting.keys()] }, phase: 'running', endpoint: { not: null } },
          select: { id: true, endpoint: true },
        });
        for (const { id, endpoint } of rows) {
          waiting.get(id)?.found(endpoint!);
          waiting.delete(id);
        }
        await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
      }
    } catch (error) {
      for (const { failed } of waiting.values()) failed(error as Error);
      waiting.clear();
    } finally {
      looking = false;
    }
  }

  return {
    /** Resolves with the endpoint once the instance runs; rejects with `what` after `timeoutMs`. */
    endpointOf(id: string, what: string, timeoutMs: number): Promise<string> {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(id);
          reject(new Error(`not within ${timeoutMs / 1000} s: ${what}`));
        }, timeoutMs);
        const end =
          <T>(settle: (value: T) => void) =>
          (value: T) => {
            clearTimeout(timer);
            settle(value);
          };
        waiting.set(id, { found: end(resolve), failed: end(reject) });
        void look();
      });
    },
  };
}
