/** Whose session a cookie names, without the sign-in library's frame. The session's row has to be read all the same. */
import { decode } from 'next-auth/jwt';
import { env } from '../../env.ts';

export type CookieIds = { userId: string; sessionId: string };

/** opened cookies; opening one costs more than all the rest of a small request */
const opened = new Map<string, CookieIds>();
const openedMax = 20_000;

/** The name that next-auth gives its cookie here; behind TLS with a prefix. */
const cookieShape = /(?:^|;\s*)(?:__Secure-)?next-auth\.session-token=([^;]+)/;

/** `cookies` as the header has them. Null where none of them is a session's. */
export async function cookieIds(cookies: string): Promise<CookieIds | null> {
  const cookie = cookieShape.exec(cookies)?.[1];
  if (!cookie) return null;
  const known = opened.get(cookie);
  if (known) return known;
  const token = await decode({ token: cookie, secret: env().authSecret }).catch(() => null);
  if (!token?.userId || !token.sessionId) return null;
  const ids = { userId: token.userId, sessionId: token.sessionId };
  opened.set(cookie, ids);
  if (opened.size > openedMax) opened.delete(opened.keys().next().value!);
  return ids;
}
