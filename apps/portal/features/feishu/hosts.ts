/** Feishu and its international twin Lark: the same API on two sets of hosts. */
export type Brand = 'feishu' | 'lark';

/** Origins without a trailing slash. */
export type FeishuHosts = Record<Brand, { accountsUrl: string; openUrl: string }>;

export function brandOf(text: string): Brand {
  return text === 'lark' ? 'lark' : 'feishu';
}
