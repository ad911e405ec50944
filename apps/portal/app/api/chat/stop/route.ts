import { z } from 'zod';
import { db } from '@/db.ts';
import { userPost } from '@/features/api/user-post.ts';
import { stopTurn } from '@/features/chat/send-message.ts';
import { findGateway } from '@/features/gateway/find-gateway.ts';
import { keyRing } from '@/keys.ts';

/** Stops the turn that runs in the user's own main session. */
export const POST = userPost(z.object({}), async (user) => {
  const result = await stopTurn(await findGateway(db(), keyRing(), user.id));
  return { status: result.ok ? 202 : 503, body: result };
});
