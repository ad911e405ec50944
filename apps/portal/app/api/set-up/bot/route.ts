import { userPost } from '@/features/api/user-post.ts';
import { setUpDeps } from '@/features/set-up/portal-deps.ts';
import { BotForm, saveBot } from '@/features/set-up/save-bot.ts';

/** `BotForm` → checks with Feishu, then saves; answers `SaveBotResult`. */
export const POST = userPost(BotForm, async (user, form) => {
  const result = await saveBot(setUpDeps(), user.id, form);
  return { status: result.ok ? 200 : 422, body: result };
});
