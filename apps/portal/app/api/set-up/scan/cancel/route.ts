import { z } from 'zod';
import { userPost } from '@/features/api/user-post.ts';
import { setUpDeps } from '@/features/set-up/portal-deps.ts';
import { cancelScan } from '@/features/set-up/start-scan.ts';

export const POST = userPost(z.object({}), async (user) => {
  await cancelScan(setUpDeps(), user.id);
  return { status: 200, body: { ok: true } };
});
