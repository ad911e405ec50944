import { db } from '@/db.ts';
import { chatStream } from '@/features/chat/chat-stream.ts';
import { findGateway } from '@/features/gateway/find-gateway.ts';
import { userEvents } from '@/features/live/user-events.ts';
import { keyRing } from '@/keys.ts';

export const dynamic = 'force-dynamic';

/** The main session of the signed-in user's own gateway as server-sent events, see `ChatStreamEvents`. */
export const GET = (request: Request): Promise<Response> =>
  userEvents(request, (listening) =>
    chatStream({ ...listening, find: () => findGateway(db(), keyRing(), listening.userId) }),
  );
