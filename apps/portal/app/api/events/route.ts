import { db } from '@/db.ts';
import { eventStreamResponse } from '@/features/api/event-stream.ts';
import { currentUser } from '@/features/auth/current-user.ts';
import { readSession } from '@/features/auth/session.ts';
import { readSnapshot } from '@/features/computer/snapshot.ts';
import { hub, tooManyStreamsResponse } from '@/features/live/shared-hub.ts';
import { endingResponse, streamSignal } from '@/features/live/stream-signal.ts';
import { snapshotStream } from '@/features/live/stream.ts';
import { memberships } from '@/memberships.ts';

export const dynamic = 'force-dynamic';

/** The signed-in user's `computer` snapshots as server-sent events; 503 while it cannot be told who asks. */
export async function GET(request: Request): Promise<Response> {
  const ending = endingResponse();
  if (ending) return ending;
  const user = await currentUser().catch(() => undefined);
  if (user === undefined) return new Response(null, { status: 503, headers: { 'retry-after': '3' } });
  // an EventSource cannot read a status; the event leads its page to the sign-in
  if (!user) return eventStreamResponse(new Blob(['event: ended\ndata: {}\n\n']).stream());
  const tooMany = tooManyStreamsResponse(user.id);
  if (tooMany) return tooMany;
  const stream = snapshotStream({
    hub: hub(),
    userId: user.id,
    event: 'computer',
    signal: streamSignal(request),
    async load() {
      const session = await readSession(db(), user.sessionId, user.id);
      return (session && (await readSnapshot(db(), memberships(), user.id))) ?? { ended: true };
    },
  });
  return eventStreamResponse(stream);
}
