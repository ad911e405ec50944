import type { IncomingMessage } from 'node:http';
import { db } from '../../db.ts';
import { cookieIds } from './cookie-ids.ts';
import { readSession, type LiveSession } from './session.ts';

/** `currentUser` for the one page outside the App Router. Throws when the database does not answer. */
export async function requestUser(req: IncomingMessage): Promise<LiveSession | null> {
  const ids = await cookieIds(req.headers.cookie ?? '');
  return ids && readSession(db(), ids.sessionId, ids.userId);
}
