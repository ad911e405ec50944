import { isDatabaseAway } from '../../database-away.ts';
import { db } from '../../db.ts';
import { log } from '../../log.ts';
import { eventStreamResponse } from '../api/event-stream.ts';
import { currentUser } from '../auth/current-user.ts';
import { readSession } from '../auth/session.ts';
import type { Hub } from './hub.ts';
import { hub, tooManyStreamsResponse } from './shared-hub.ts';
import { endingResponse, streamSignal } from './stream-signal.ts';

/** Who listens to an event stream, and until when. */
export type Listening = {
  hub: Hub;
  userId: string;
  /** false once the session ended */
  isSignedIn: () => Promise<boolean>;
  /** writes down what is worse than a database that is away, which the page says and everybody knows */
  failed?: (error: unknown) => void;
  signal: AbortSignal;
};

/**
 * What `open` streams to the signed-in user who asks. Instead of it: `ended` for who is signed out, 503 while the server
 * ends or cannot tell who asks, 429 for one stream too many.
 */
export async function userEvents(
  request: Request,
  open: (listening: Listening) => ReadableStream<Uint8Array>,
): Promise<Response> {
  const ending = endingResponse();
  if (ending) return ending;
  const user = await currentUser().catch(() => undefined);
  if (user === undefined) return new Response(null, { status: 503, headers: { 'retry-after': '3' } });
  // an EventSource cannot read a status; the event leads its page to the sign-in
  if (!user) return eventStreamResponse(new Blob(['event: ended\ndata: {}\n\n']).stream());
  const tooMany = tooManyStreamsResponse(user.id);
  if (tooMany) return tooMany;
  const stream = open({
    hub: hub(),
    userId: user.id,
    isSignedIn: async () => (await readSession(db(), user.sessionId, user.id)) !== null,
    failed(error) {
      if (!isDatabaseAway(error)) log().error({ err: error }, 'a live page could not be read');
    },
    signal: streamSignal(request),
  });
  return eventStreamResponse(stream);
}
