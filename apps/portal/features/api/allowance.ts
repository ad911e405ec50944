/** How often something may be done per hour and user. Counted in this process: a second portal counts for itself. */
export type Allowance = {
  /** Counts one use. `retryAt` (ms since epoch) is there when there is none left. */
  take(userId: string, nowMs: number): { ok: true } | { ok: false; retryAt: number };
};

const hourMs = 3_600_000;
const usersMax = 10_000;

export function createAllowance(perHour: number): Allowance {
  const uses = new Map<string, number[]>();
  return {
    take(userId, nowMs) {
      const recent = (uses.get(userId) ?? []).filter((at) => at > nowMs - hourMs);
      const oldest = recent[recent.length - perHour];
      if (oldest !== undefined) return { ok: false, retryAt: oldest + hourMs };
      // set anew so that the map stays in order of last use, and the longest unused goes first
      uses.delete(userId);
      uses.set(userId, [...recent, nowMs]);
      for (const stale of uses.keys()) {
        if (uses.size <= usersMax) break;
        uses.delete(stale);
      }
      return { ok: true };
    },
  };
}
