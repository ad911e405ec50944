import { userEvents } from '@/features/live/user-events.ts';
import { setUpDeps } from '@/features/set-up/portal-deps.ts';
import { setUpStream } from '@/features/set-up/set-up-stream.ts';

export const dynamic = 'force-dynamic';

/** The signed-in user's `setUp` snapshots as server-sent events. */
export const GET = (request: Request): Promise<Response> =>
  userEvents(request, (listening) => setUpStream(setUpDeps(), listening));
