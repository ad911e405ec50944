/** Prisma's codes for a server that is away or went away, PostgreSQL's classes 08 and 57P, and the system's own. */
export function isDatabaseAway(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const text = error instanceof Error ? error.message : '';
  return (
    /^(P1001|P1002|P1008|P1017|P2024|08\w{3}|57P\d\d|ECONNREFUSED|ECONNRESET|EPIPE)$/.test(code) ||
    /ECONNREFUSED|ECONNRESET|Connection terminated|timeout exceeded when trying to connect/.test(text)
  );
}
