import { db } from '@/db.ts';
import { readSnapshot } from '@/features/computer/snapshot.ts';
import { snapshotStream } from '@/features/live/stream.ts';
import { userEvents } from '@/features/live/user-events.ts';
import { memberships } from '@/memberships.ts';

export const dynamic = 'force-dynamic';

/** The signed-in user's `computer` snapshots as server-sent events. */
export const GET = (request: Request): Promise<Response> =>
  userEvents(request, ({ isSignedIn, ...listening }) =>
    snapshotStream({
      ...listening,
      event: 'computer',
      async load() {
        if (!(await isSignedIn())) return { ended: true };
        return (await readSnapshot(db(), memberships(), listening.userId)) ?? { ended: true };
      },
    }),
  );
