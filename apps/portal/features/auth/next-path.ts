/** Request header in which proxy.ts notes the path and query of the page. */
export const pathHeader = 'x-rockpool-path';

/** The path to go to after signing in. Anything but a path of this site becomes `/computer`. */
export function safeNextPath(next: unknown): string {
  if (typeof next !== 'string' || !/^\/(?![/\\])[^\p{Cc}]*$/u.test(next)) return '/computer';
  return next.startsWith('/sign-in') ? '/computer' : next;
}
