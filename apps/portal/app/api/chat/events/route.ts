import { db } from '@/db.ts';
import { eventStreamResponse } from '@/features/api/event-stream.ts';
import { currentUser } from '@/features/auth/current-user.ts';
import { readSession } from '@/features/auth/session.ts';
import { chatStream } from '@/features/chat/chat-stream.ts';
import { findGateway } from '@/features/gateway/find-gateway.ts';
import { hub, tooManyStreamsResponse } from '@/features/live/shared-hub.ts';
import { endingResponse, streamSignal } from '@/features/live/stream-signal.ts';
import { keyRing } from '@/keys.ts';

export const dynamic = 'force-dynamic';

/** The main session of the signed-in user's own gateway as server-sent events, see `ChatStreamEvents`. */
export async function GET(request: Request): Promise<Response> {
  const ending = endingResponse();
  if (ending) return ending;
  const user = await currentUser();
  if (!user) return new Response(null, { status: 401 });
  const tooMany = tooManyStreamsResponse(user.id);
  if (tooMany) return tooMany;
  const stream = chatStream({
    hub: hub(),
    userId: user.id,
    find: () => findGateway(db(), keyRing(), user.id),
    isSignedIn: async () => (await readSession(db(), user.sessionId, user.id)) !== null,
    signal: streamSignal(request),
  });
  return eventStreamResponse(stream);
}
