/** Looks again every `everyMs` until there is an answer. Throws with `what` after `timeoutMs`. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined>,
  { everyMs = 5, timeoutMs = 30_000 } = {},
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  throw new Error(`not within ${timeoutMs / 1000} s: ${what}`);
}
