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
  /** open_id of the owner as the configuration knows it; null until one is known. Do not use it for access decisions. */
  ownerId: string | null;
};
