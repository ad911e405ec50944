import { userPost } from '@/features/api/user-post.ts';
import { callsPerHour, takeCall } from '@/features/set-up/hourly-allowance.ts';
import { setUpDeps } from '@/features/set-up/portal-deps.ts';
import { BotForm, saveBot } from '@/features/set-up/save-bot.ts';

/** `BotForm` → checks with Feishu, then saves; answers `SaveBotResult`. Limited, or it would serve to guess secrets. */
export const POST = userPost(BotForm, async (user, form) => {
  if (!(await takeCall('bot-check', user.id)))
    return { status: 429, body: { ok: false, reason: 'too_many', detail: String(callsPerHour) } };
  const result = await saveBot(setUpDeps(), user.id, form);
  return { status: result.ok ? 200 : 422, body: result };
});
