/** By how much this machine is ahead of a server, from the `Date` of its answer; null when none answers. */
export async function clockOffset(url: string, now: () => number): Promise<number | null> {
  const asked = now();
  const response = await fetch(url, {
    method: 'HEAD',
    signal: AbortSignal.timeout(5_000),
    redirect: 'manual',
  }).catch(() => null);
  const answered = now();
  const told = Date.parse(response?.headers.get('date') ?? '');
  // the header has whole seconds
  return Number.isNaN(told) ? null : (asked + answered) / 2 - (told + 500);
}
