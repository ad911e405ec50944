import { getServerSession } from 'next-auth';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { db } from '../../db.ts';
import { authOptions, type TokenIds } from './options.ts';
import { readSession } from './session.ts';
import { pathHeader } from './next-path.ts';

/** `phone` in E.164. */
export type CurrentUser = { id: string; phone: string; sessionId: string };

/**
 * Who sends this request, null when nobody is signed in, the session was revoked or it ran out.
 * One query per request, however often it is asked. Throws when the database does not answer.
 */
export const currentUser = cache(async (): Promise<CurrentUser | null> => {
  const token = (await getServerSession(authOptions())) as Partial<TokenIds> | null;
  if (!token?.sessionId || !token.userId) return null;
  return readSession(db(), token.sessionId, token.userId);
});

/** For pages and server actions: a signed-out visitor goes to the sign-in page and comes back to this path. */
export async function requireUser(): Promise<CurrentUser> {
  const user = await currentUser();
  if (user) return user;
  const path = (await headers()).get(pathHeader) ?? '/computer';
  redirect(`/sign-in?next=${encodeURIComponent(path)}`);
}
