/** What the settings say of one group: its own entry first, then that of all others. */
import type { FeishuGroup } from '../../feishu-account.ts';

export function groupRules(groups: Readonly<Record<string, FeishuGroup>>, chatId: string): FeishuGroup {
  const own = groups[chatId];
  const others = groups['*'];
  return {
    scope: own?.scope ?? others?.scope ?? null,
    replyInThread: own?.replyInThread ?? others?.replyInThread ?? null,
    requireMention: own?.requireMention ?? others?.requireMention ?? null,
  };
}
