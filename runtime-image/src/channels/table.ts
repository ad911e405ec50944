/** Every channel that the configuration can open. A channel's code, its vendor's SDK above all, is loaded when it is first used. */
import type { Channel, ChannelHost } from './channel.ts';
import type { DingtalkAccount } from './dingtalk-account.ts';
import type { FeishuAccount } from './feishu-account.ts';

export type ChannelAccounts = { feishu: FeishuAccount; dingtalk: DingtalkAccount };
export type ChannelName = keyof ChannelAccounts;

export const channelTable: {
  [Name in ChannelName]: () => Promise<(account: ChannelAccounts[Name], host: ChannelHost) => Channel>;
} = {
  feishu: async () => (await import('./feishu/join.ts')).openFeishu,
  dingtalk: async () => (await import('./dingtalk/join.ts')).openDingtalk,
};
