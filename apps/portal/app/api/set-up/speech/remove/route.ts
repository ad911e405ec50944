import { z } from 'zod';
import { db } from '@/db.ts';
import { userPost } from '@/features/api/user-post.ts';
import { removeSpeech } from '@/features/speech/save-speech.ts';

/** `{}` → nobody hears or speaks any more; done again it answers the same. */
export const POST = userPost(z.object({}), async (user) => {
  const result = await removeSpeech({ db: db() }, user.id);
  return { status: result.ok ? 200 : 422, body: result };
});
