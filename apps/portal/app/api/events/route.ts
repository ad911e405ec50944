import { db } from '@/db.ts';
import { currentUser } from '@/features/auth/current-user.ts';
import { readSession } from '@/features/auth/session.ts';
import { readSnapshot } from '@/features/computer/snapshot.ts';
import { hub } from '@/features/live/shared-hub.ts';
import { snapshotStream } from '@/features/live/stream.ts';

export const dynamic = 'force-dynamic';

/** The signed-in user's `computer` snapshots as server-sent events. */
export async function GET(request: Request): Promise<Response> {
  const user = await currentUser();
  if (!user) return new Response(null, { status: 401 });
  const stream = snapshotStream({
    hub: hub(),
    userId: user.id,
    event: 'computer',
    signal: request.signal,
    async load() {
      const session = await readSession(db(), user.sessionId, user.id);
      return (session && (await readSnapshot(db(), user.id))) ?? { ended: true };
    },
  });
  return new Response(stream, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      // no-transform: a compressing server or proxy would hold events back
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    },
  });
}
