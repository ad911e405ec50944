import { readTalk } from './feishu-talk.ts';
import type { Issue } from './issue.ts';
import { isHttpUrl } from './models.ts';
import type { FeishuAccountFile, FeishuFile, OpenClawFile } from './openclaw-schema.ts';
import type { RockpoolFile } from './rockpool-schema.ts';
import type { SecretReader } from './secret.ts';
import type { AccessRules, ChannelSettings, Locale } from './settings.ts';

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
    if (!isHttpUrl(override) || (override.startsWith('http:') && !isPrivate(new URL(override).hostname))) {
      const path = `rockpool.json channels.feishu.accounts.${accountId}.openUrl`;
      issues.push({
        path,
        message: 'must be an https address, or http on the loopback or a private IPv4 address',
      });
      return '';
    }
    return baseOf(override);
  }
  const known = hosts[domain ?? 'feishu'];
  if (known !== undefined) return known;
  if (!isHttpUrl(domain ?? '') || !domain?.startsWith('https://')) {
    issues.push({ path: `${at}.domain`, message: 'must be "feishu", "lark" or an https address' });
    return '';
  }
  return baseOf(domain);
}

/** Origin and path, no slash at the end: a platform behind a proxy may live below a path. */
function baseOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname.replace(/\/+$/, '');
}

/** This machine, or the host of a container: nothing on the way but what belongs to the platform. */
function isPrivate(host: string): boolean {
  if (host === 'localhost' || host === '[::1]') return true;
  const [, a, b] = /^(\d{1,3})\.(\d{1,3})\.\d{1,3}\.\d{1,3}$/.exec(host)?.map(Number) ?? [];
  return a === 127 || a === 10 || (a === 172 && b! >= 16 && b! < 32) || (a === 192 && b === 168);
}

function streams(keys: FeishuAccountFile): boolean {
  const { streaming, streamMode } = keys;
  if (typeof streaming === 'boolean') return streaming;
  const mode = typeof streaming === 'object' ? streaming.mode : (streaming ?? streamMode);
  return mode !== 'off';
}

function accessRules(keys: FeishuAccountFile, at: string, issues: Issue[]): AccessRules {
  const ids = (list: (string | number)[] | undefined): string[] =>
    (list ?? []).map((entry) => String(entry).trim());
  const allowFrom = ids(keys.allowFrom);
  if (keys.dmPolicy === 'open' && !allowFrom.includes('*')) {
    issues.push({ path: `${at}.allowFrom`, message: 'must contain "*" when dmPolicy is "open"' });
  }
  return {
    dmPolicy: keys.dmPolicy ?? 'pairing',
    allowFrom,
    groupPolicy: keys.groupPolicy === 'allowall' ? 'open' : (keys.groupPolicy ?? 'allowlist'),
    groupAllowFrom: ids(keys.groupAllowFrom),
    groupSenderAllowFrom: ids(keys.groupSenderAllowFrom),
    requireMention: keys.requireMention ?? true,
    groups: Object.fromEntries(
      Object.entries(keys.groups ?? {}).map(([id, group]) => [
        id,
        {
          enabled: group.enabled ?? true,
          requireMention: group.requireMention ?? null,
          allowFrom: ids(group.allowFrom),
        },
      ]),
    ),
  };
}
