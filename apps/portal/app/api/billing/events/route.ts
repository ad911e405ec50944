import { appNow } from '@rockpool/db/clock';
import { db } from '@/db.ts';
import { readMark } from '@/features/billing/read-billing.ts';
import { snapshotStream } from '@/features/live/stream.ts';
import { userEvents } from '@/features/live/user-events.ts';

export const dynamic = 'force-dynamic';

/** Says, as `billing` events, when the signed-in user's payments changed. */
export const GET = (request: Request): Promise<Response> =>
  userEvents(request, ({ isSignedIn, ...listening }) =>
    snapshotStream({
      ...listening,
      event: 'billing',
      async load() {
        if (!(await isSignedIn())) return { ended: true };
        return { now: (await appNow(db())).toISOString(), mark: await readMark(db(), listening.userId) };
      },
    }),
  );
