import { setTimeout as wait } from 'node:timers/promises';

const tryForMs = 60_000;
const everyMs = 1_000;

/** Repeats `work` for up to a minute while the database cannot be reached. Any other error is thrown at once. */
export async function whileDatabaseReturns<T>(work: () => Promise<T>): Promise<T> {
  const giveUpAt = Date.now() + tryForMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isUnreachable(error) || Date.now() >= giveUpAt) throw error;
      await wait(everyMs);
    }
  }
}

/** Prisma's codes for a server that is away or went away, PostgreSQL's classes 08 and 57P, and the system's own. */
function isUnreachable(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const text = error instanceof Error ? error.message : '';
  return (
    /^(P1001|P1002|P1008|P1017|P2024|08\w{3}|57P\d\d|ECONNREFUSED|ECONNRESET|EPIPE)$/.test(code) ||
    /ECONNREFUSED|ECONNRESET|Connection terminated|timeout exceeded when trying to connect/.test(text)
  );
}
