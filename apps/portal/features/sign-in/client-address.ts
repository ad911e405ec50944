/**
 * The address a request came from, for rate limits. Next fills `x-forwarded-for` in when no proxy did; behind a
 * proxy the last entry is the one that the proxy itself added, so a header made up by the sender changes nothing.
 */
export function clientAddress(headers: { get(name: string): string | null }): string {
  const list = (headers.get('x-forwarded-for') ?? '').split(',').map((part) => part.trim());
  return list.findLast((part) => part !== '') ?? 'unknown';
}
