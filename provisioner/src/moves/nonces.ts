/** Nonces of requests that were taken, for as long as the request's signature would be good. Ones that nobody signed never get here. */
export function rememberNonces(keepMs: number) {
  const seen = new Map<string, number>();
  return {
    /** false: it was taken before. */
    take(nonce: string, now: number): boolean {
      for (const [each, at] of seen) {
        if (now - at <= keepMs) break;
        seen.delete(each);
      }
      if (seen.has(nonce)) return false;
      seen.set(nonce, now);
      return true;
    },
  };
}
