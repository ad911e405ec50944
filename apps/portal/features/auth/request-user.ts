import type { IncomingMessage, ServerResponse } from 'node:http';
import type { NextApiRequest, NextApiResponse } from 'next';
import { getServerSession } from 'next-auth';
import { db } from '../../db.ts';
import { authOptions, type TokenIds } from './options.ts';
import { readSession, type LiveSession } from './session.ts';

/** `currentUser` for the one page outside the App Router. Throws when the database does not answer. */
export async function requestUser(req: IncomingMessage, res: ServerResponse): Promise<LiveSession | null> {
  // next-auth reads cookies and headers only, which every request of Next has
  const session = getServerSession(req as NextApiRequest, res as NextApiResponse, authOptions());
  const token = (await session) as Partial<TokenIds> | null;
  if (!token?.sessionId || !token.userId) return null;
  return readSession(db(), token.sessionId, token.userId);
}
