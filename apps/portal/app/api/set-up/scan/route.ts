import { z } from 'zod';
import { userPost } from '@/features/api/user-post.ts';
import { setUpDeps } from '@/features/set-up/portal-deps.ts';
import { startScan } from '@/features/set-up/start-scan.ts';
import { getTranslator } from '@/i18n/translator.ts';

/** `{replace}` → begins a scan; answers `StartScanResult`. The code itself arrives with the page's events. */
export const POST = userPost(z.object({ replace: z.boolean() }), async (user, { replace }) => {
  const t = await getTranslator('feishu');
  // {user} is Feishu's own placeholder for the name of who scans
  const preset = { name: t('botName', { user: '{user}' }) };
  const result = await startScan(setUpDeps(), { userId: user.id, replace, preset });
  return { status: result.ok ? 200 : result.reason === 'too_many' ? 429 : 422, body: result };
});
