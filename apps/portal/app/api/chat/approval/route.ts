import { db } from '@/db.ts';
import { userPost } from '@/features/api/user-post.ts';
import { ApprovalAnswer, answerApproval } from '@/features/chat/answer-approval.ts';
import { findGateway } from '@/features/gateway/find-gateway.ts';
import { keyRing } from '@/keys.ts';

/** `{id, decision}`: answers a program that waits in the user's own gateway. */
export const POST = userPost(ApprovalAnswer, async (user, answer) => {
  const result = await answerApproval(await findGateway(db(), keyRing(), user.id), answer);
  return { status: result.ok ? 202 : 503, body: result };
});
