import type { InboundMessage } from '../channels/channel.ts';
import type { ChannelAccount, GatewayConfig } from '../config/settings.ts';

/** What the configuration adds to the prompt of this group's turns; empty for most. */
export function groupPrompt(
  { channel, accountId, chat }: Pick<InboundMessage, 'channel' | 'accountId' | 'chat'>,
  { channels }: Pick<GatewayConfig, 'channels'>,
): string {
  if (chat.kind !== 'group') return '';
  const prompts = accountOf(channel, accountId, channels)?.groupPrompts ?? {};
  return prompts[chat.id] ?? prompts['*'] ?? '';
}

/** How many overheard messages a group's bot is shown. */
export function historyLimit(
  { channel, accountId }: Pick<InboundMessage, 'channel' | 'accountId'>,
  { channels }: Pick<GatewayConfig, 'channels'>,
): number {
  return accountOf(channel, accountId, channels)?.historyLimit ?? 0;
}

function accountOf(
  channel: string,
  accountId: string,
  channels: GatewayConfig['channels'],
): ChannelAccount | undefined {
  return channels.find((bot) => bot.channel === channel && bot.account.accountId === accountId)?.account;
}
