import { z } from 'zod';
import { userPost } from '@/features/api/user-post.ts';
import { answerPairing } from '@/features/set-up/answer-pairing.ts';
import { setUpDeps } from '@/features/set-up/portal-deps.ts';

const Answer = z.object({ code: z.string().min(1).max(64), answer: z.enum(['approve', 'deny']) });

export const POST = userPost(Answer, async (user, answer) => {
  const result = await answerPairing(setUpDeps(), user.id, answer);
  return { status: result.ok ? 200 : 422, body: result };
});
