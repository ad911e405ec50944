import { z } from 'zod';
import { userPost } from '@/features/api/user-post.ts';
import { checkOwnBot } from '@/features/set-up/check-bot.ts';
import { callsPerHour, takeCall } from '@/features/set-up/hourly-allowance.ts';
import { setUpDeps } from '@/features/set-up/portal-deps.ts';

/** Checks the stored bot once more; the verdict arrives with the page's events. */
export const POST = userPost(z.object({}), async (user) => {
  if (!(await takeCall('bot-check', user.id)))
    return { status: 429, body: { ok: false, reason: 'too_many', detail: String(callsPerHour) } };
  await checkOwnBot(setUpDeps(), user.id);
  return { status: 200, body: { ok: true } };
});
