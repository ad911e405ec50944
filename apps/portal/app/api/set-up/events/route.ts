import { db } from '@/db.ts';
import { eventStreamResponse } from '@/features/api/event-stream.ts';
import { currentUser } from '@/features/auth/current-user.ts';
import { readSession } from '@/features/auth/session.ts';
import { hub, tooManyStreamsResponse } from '@/features/live/shared-hub.ts';
import { endingResponse, streamSignal } from '@/features/live/stream-signal.ts';
import { setUpDeps } from '@/features/set-up/portal-deps.ts';
import { setUpStream } from '@/features/set-up/set-up-stream.ts';

export const dynamic = 'force-dynamic';

/** The signed-in user's `setUp` snapshots as server-sent events. */
export async function GET(request: Request): Promise<Response> {
  const ending = endingResponse();
  if (ending) return ending;
  const user = await currentUser();
  if (!user) return new Response(null, { status: 401 });
  const tooMany = tooManyStreamsResponse(user.id);
  if (tooMany) return tooMany;
  const stream = setUpStream(setUpDeps(), {
    hub: hub(),
    userId: user.id,
    isSignedIn: async () => (await readSession(db(), user.sessionId, user.id)) !== null,
    signal: streamSignal(request),
  });
  return eventStreamResponse(stream);
}
