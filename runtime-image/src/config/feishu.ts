import { accessRules } from './access.ts';
import { readTalk } from './feishu-talk.ts';
import type { Issue } from './issue.ts';
import { isHttpUrl } from './models.ts';
import type { OpenClawFile } from './openclaw-schema.ts';
import type { FeishuAccountFile, FeishuFile } from './schema/feishu-channel.ts';
import { baseOf, platformAddress } from './platform-address.ts';
import type { RockpoolFile } from './rockpool-schema.ts';
import type { SecretReader } from './secret.ts';
import type { ChannelSettings, Locale } from './settings.ts';

const hosts: Record<string, string> = {
  feishu: 'https://open.feishu.cn',
  lark: 'https://open.larksuite.com',
};

/** `channels.feishu`, or `channels.lark` as older files call it: one account from its own keys, more from `accounts`. */
export function readFeishu(
  file: OpenClawFile,
  rockpool: RockpoolFile,
  locale: Locale,
  readSecret: SecretReader,
  issues: Issue[],
): ChannelSettings[] {
  if (file.channels?.feishu !== undefined && file.channels.lark !== undefined) {
    issues.push({
      path: 'channels.lark',
      message: 'is the older name of channels.feishu; keep one of the two',
    });
    return [];
  }
  const section = file.channels?.feishu ?? file.channels?.lark;
  const at = file.channels?.feishu === undefined ? 'channels.lark' : 'channels.feishu';
  if (section === undefined || section.enabled === false) return [];
  const { accounts = {}, defaultAccount, ...shared } = section satisfies FeishuFile;
  const named = Object.entries(accounts).map(([id, own]) => ({
    id,
    at: `${at}.accounts.${id}`,
    keys: { ...shared, ...own },
  }));
  if (named.length === 0 || (shared.appId !== undefined && accounts.default === undefined)) {
    named.unshift({ id: named.length === 0 ? (defaultAccount ?? 'default') : 'default', at, keys: shared });
  }
  return named
    .filter(({ keys }) => keys.enabled !== false)
    .map((one) => readAccount(one.id, one.at, one.keys, file, rockpool, locale, readSecret, issues));
}

function readAccount(
  accountId: string,
  at: string,
  keys: FeishuAccountFile,
  file: OpenClawFile,
  rockpool: RockpoolFile,
  locale: Locale,
  readSecret: SecretReader,
  issues: Issue[],
): ChannelSettings {
  if (!keys.appId) issues.push({ path: `${at}.appId`, message: 'is missing' });
  if (!keys.appSecret) issues.push({ path: `${at}.appSecret`, message: 'is missing' });
  if (keys.connectionMode === 'webhook') {
    issues.push({ path: `${at}.connectionMode`, message: 'only "websocket" is supported' });
  }
  const own = rockpool.channels?.feishu?.accounts[accountId];
  return {
    channel: 'feishu',
    account: {
      accountId,
      appId: keys.appId ?? '',
      appSecret: readSecret(keys.appSecret ?? '', `${at}.appSecret`),
      openUrl: openUrl(keys.domain, own?.openUrl, at, accountId, issues),
      locale,
      streaming: streams(keys),
      ...readTalk(keys, file),
      greeting: own?.greeting ?? null,
      ownerId: own?.ownerId ?? null,
    },
    access: accessRules(keys, at, issues),
  };
}

function openUrl(
  domain: string | undefined,
  override: string | undefined,
  at: string,
  accountId: string,
  issues: Issue[],
): string {
  if (override !== undefined) {
    const path = `rockpool.json channels.feishu.accounts.${accountId}.openUrl`;
    return platformAddress(override, path, issues);
  }
  const known = hosts[domain ?? 'feishu'];
  if (known !== undefined) return known;
  if (!isHttpUrl(domain ?? '') || !domain?.startsWith('https://')) {
    issues.push({ path: `${at}.domain`, message: 'must be "feishu", "lark" or an https address' });
    return '';
  }
  return baseOf(domain);
}

function streams(keys: FeishuAccountFile): boolean {
  const { streaming, streamMode } = keys;
  if (typeof streaming === 'boolean') return streaming;
  const mode = typeof streaming === 'object' ? streaming.mode : (streaming ?? streamMode);
  return mode !== 'off';
}
