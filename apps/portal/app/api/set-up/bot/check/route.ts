import { z } from 'zod';
import { userPost } from '@/features/api/user-post.ts';
import { checkOwnBot } from '@/features/set-up/check-bot.ts';
import { setUpDeps } from '@/features/set-up/portal-deps.ts';

/** Checks the stored bot once more; the verdict arrives with the page's events. */
export const POST = userPost(z.object({}), async (user) => {
  await checkOwnBot(setUpDeps(), user.id);
  return { status: 200, body: { ok: true } };
});
