import type { GroupScope } from '../config/schema/group-scopes.ts';

export type FeishuGroup = {
  scope: GroupScope | null;
  /** answers open a thread under the message */
  replyInThread: boolean | null;
  /** false: everybody is heard without a mention */
  requireMention: boolean | null;
};

/** The settings of one Feishu (or Lark) bot, as the configuration gives them to the channel. Plain data. */
export type FeishuAccount = {
  /** name of the account in the configuration, `default` when there is only one */
  accountId: string;
  /** `cli_…` */
  appId: string;
  appSecret: string;
  /** origin of the open platform without a trailing slash, e.g. `https://open.feishu.cn`; http only for loopback */
  openUrl: string;
  /** language of what the channel itself says */
  locale: 'zh' | 'en';
  /** true: the answer grows in one card; false: only the final answer is sent */
  streaming: boolean;
  /** sent once to the owner when the bot is first connected; null sends nothing */
  greeting: string | null;
  /** the mark of a message being worked on: everywhere, in private chats only, nowhere */
  typingMark: 'all' | 'direct' | 'off';
  /** before each answer; usually empty */
  responsePrefix: string;
  /** longest plain text message; cards are cut by their own measure */
  textCharactersMax: number;
  /** largest file that is fetched */
  mediaBytesMax: number;
  /** a few words of introduction when the bot comes into a group */
  greetsGroups: boolean;
  /** messages of a group that were not for the bot and are shown to it when it is called */
  historyLimit: number;
  /** what the prompt of a group's turns says besides, by chat id or `*` */
  groupPrompts: Record<string, string>;
  /** by chat id, `*` for all others; null: as `*` has it, else as if not said */
  groups: Record<string, FeishuGroup>;
  /** open_id of the owner as the configuration knows it; null until one is known. Do not use it for access decisions. */
  ownerId: string | null;
};
