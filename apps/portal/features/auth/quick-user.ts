/**
 * `currentUser` for the few routes that thousands ask at once: the same cookie and the same session row, without the
 * sign-in library's frame around them. The row is read at every request, so a revoked session ends here too.
 */
import { decode } from 'next-auth/jwt';
import { db } from '../../db.ts';
import { env } from '../../env.ts';
import { currentUser, type CurrentUser } from './current-user.ts';

type Ids = { userId: string; sessionId: string };

/** opened cookies; opening one costs more than all the rest of such a request */
const opened = new Map<string, Ids>();
const openedMax = 20_000;

/** The name that next-auth gives its cookie here; behind TLS with a prefix. */
const cookieShape = /(?:^|;\s*)(?:__Secure-)?next-auth\.session-token=([^;]+)/;

const live = {
  name: 'live-session',
  text: `
    select u.phone, s.last_seen_at not between app_now() - interval '5 minutes' and app_now() as stale
    from sessions s join users u on u.id = s.user_id
    where s.id = $1::uuid and s.user_id = $2::uuid and s.revoked_at is null and s.expires_at > app_now()`,
};

/** Throws when the database does not answer. */
export async function quickUser(request: Request): Promise<CurrentUser | null> {
  const ids = await idsOf(request);
  if (!ids) return currentUser();
  const { rows } = await db().pool.query<{ phone: string; stale: boolean }>({
    ...live,
    values: [ids.sessionId, ids.userId],
  });
  const row = rows[0];
  if (!row) return null;
  // the slower way also moves the session's end ahead
  return row.stale ? currentUser() : { id: ids.userId, phone: row.phone, sessionId: ids.sessionId };
}

/** Whose cookie it is, before anything else is asked; null where it is none of the usual form. */
export async function idsOf(request: Request): Promise<Ids | null> {
  const cookie = cookieShape.exec(request.headers.get('cookie') ?? '')?.[1];
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
