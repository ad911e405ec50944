/** The jumps of the sandbox's clock. */
export const jumps = ['hour', 'day', 'week', 'expiry', 'real'] as const;
export type Jump = (typeof jumps)[number];

const hourMs = 3_600_000;
const spans = { hour: hourMs, day: 24 * hourMs, week: 7 * 24 * hourMs } as const;

/** How far to move; null when the jump has no aim, e.g. to an expiry that is not known or has passed. */
export function clockMove(jump: Jump, now: Date, expiresAt: Date | null): { byMs: number } | 'reset' | null {
  if (jump === 'real') return 'reset';
  if (jump !== 'expiry') return { byMs: spans[jump] };
  const byMs = expiresAt ? expiresAt.getTime() - 60_000 - now.getTime() : 0;
  return byMs > 0 ? { byMs } : null;
}
