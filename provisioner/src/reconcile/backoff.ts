const firstMs = 1_000;
const longestMs = 60_000;

/** Pause before the next start after so many failed ones in a row: none, 1 s, 2 s, 4 s … 60 s. */
export function backoffMs(failures: number): number {
  return failures <= 0 ? 0 : Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 16));
}

/**
 * The instant to wait for, null when it is time. A pause that reaches further than any pause can means that the clock was
 * moved back since; it is over.
 */
export function pauseUntil(retryAt: Date | null, now: Date): Date | null {
  if (retryAt === null) return null;
  const leftMs = retryAt.getTime() - now.getTime();
  return leftMs > 0 && leftMs <= longestMs ? retryAt : null;
}
