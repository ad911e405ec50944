import { appNow } from '@rockpool/db/clock';
import { db } from '@/db.ts';
import { eventStreamResponse } from '@/features/api/event-stream.ts';
import { currentUser } from '@/features/auth/current-user.ts';
import { readSession } from '@/features/auth/session.ts';
import { readMark } from '@/features/billing/read-billing.ts';
import { hub, tooManyStreamsResponse } from '@/features/live/shared-hub.ts';
import { endingResponse, streamSignal } from '@/features/live/stream-signal.ts';
import { snapshotStream } from '@/features/live/stream.ts';

export const dynamic = 'force-dynamic';

/** Says, as `billing` events, when the signed-in user's payments changed; 503 while it cannot be told who asks. */
export async function GET(request: Request): Promise<Response> {
  const ending = endingResponse();
  if (ending) return ending;
  const user = await currentUser().catch(() => undefined);
  if (user === undefined) return new Response(null, { status: 503, headers: { 'retry-after': '3' } });
  if (!user) return eventStreamResponse(new Blob(['event: ended\ndata: {}\n\n']).stream());
  const tooMany = tooManyStreamsResponse(user.id);
  if (tooMany) return tooMany;
  const stream = snapshotStream({
    hub: hub(),
    userId: user.id,
    event: 'billing',
    signal: streamSignal(request),
    async load() {
      if (!(await readSession(db(), user.sessionId, user.id))) return { ended: true };
      return { now: (await appNow(db())).toISOString(), mark: await readMark(db(), user.id) };
    },
  });
  return eventStreamResponse(stream);
}
