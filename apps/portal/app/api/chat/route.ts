import { ChatRequest } from '@rockpool/gateway/control';
import { db } from '@/db.ts';
import { userPost } from '@/features/api/user-post.ts';
import { sendMessage } from '@/features/chat/send-message.ts';
import { findGateway } from '@/features/gateway/find-gateway.ts';
import { keyRing } from '@/keys.ts';

/** `{id, text}` → the user's own gateway; the answer comes with the page's events. */
export const POST = userPost(ChatRequest, async (user, message) => {
  const result = await sendMessage(await findGateway(db(), keyRing(), user.id), message);
  return { status: result.ok ? 202 : 503, body: result };
});
