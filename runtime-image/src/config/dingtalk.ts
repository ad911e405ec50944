import type { DingtalkAccount } from '../channels/dingtalk-account.ts';
import { accessRules } from './access.ts';
import type { Issue } from './issue.ts';
import type { OpenClawFile } from './openclaw-schema.ts';
import { platformAddress } from './platform-address.ts';
import type { RockpoolFile } from './rockpool-schema.ts';
import type { DingtalkAccountFile } from './schema/dingtalk.ts';
import type { SecretReader } from './secret.ts';
import type { ChannelSettings, Locale } from './settings.ts';

const olderName = 'dingtalk-connector';

/** What a binding may call the channel. */
export const isDingtalk = (name: string): boolean => name === 'dingtalk' || name === olderName;

/** `channels.dingtalk`, or `channels.dingtalk-connector`: one account from its own keys, more from `accounts`. */
export function readDingtalk(
  file: OpenClawFile,
  rockpool: RockpoolFile,
  locale: Locale,
  readSecret: SecretReader,
  issues: Issue[],
  warnings: Issue[],
): ChannelSettings[] {
  const today = file.channels?.dingtalk;
  const older = file.channels?.[olderName];
  if (today !== undefined && older !== undefined) {
    issues.push({
      path: `channels.${olderName}`,
      message: 'is the older name of channels.dingtalk; keep one of the two',
    });
    return [];
  }
  const section = today ?? older;
  const isOlder = today === undefined;
  const at = `channels.${isOlder ? olderName : 'dingtalk'}`;
  if (section === undefined || section.enabled === false) return [];
  const { accounts = {}, defaultAccount, ...shared } = section;
  const named = Object.entries(accounts).map(([id, own]) => ({
    id,
    at: `${at}.accounts.${id}`,
    keys: { ...shared, ...own },
  }));
  if (named.length === 0 || (shared.clientId !== undefined && accounts.default === undefined)) {
    named.unshift({ id: named.length === 0 ? (defaultAccount ?? 'default') : 'default', at, keys: shared });
  }
  const enabled = named.filter(({ keys }) => keys.enabled !== false);
  if (isOlder && enabled.some(({ keys }) => keys.dmPolicy === undefined || keys.groupPolicy === undefined)) {
    warnings.push({
      path: at,
      message:
        'does not say who may talk to the robot: people are paired and groups have to be listed. For everybody write "dmPolicy": "open", "allowFrom": ["*"], "groupPolicy": "open"',
    });
  }
  const read = enabled.map((one) =>
    readAccount(one.id, one.at, one.keys, isOlder, rockpool, locale, readSecret, issues),
  );
  const seen = new Set<string>();
  for (const [index, { account }] of read.entries()) {
    // each would get every other message
    if (account.appId !== '' && seen.has(account.appId))
      issues.push({
        path: `${enabled[index]!.at}.clientId`,
        message: 'is the robot of another account already',
      });
    seen.add(account.appId);
  }
  return read;
}

function readAccount(
  accountId: string,
  at: string,
  keys: DingtalkAccountFile,
  isOlder: boolean,
  rockpool: RockpoolFile,
  locale: Locale,
  readSecret: SecretReader,
  issues: Issue[],
): ChannelSettings & { channel: 'dingtalk' } {
  if (!keys.clientId) issues.push({ path: `${at}.clientId`, message: 'is missing' });
  if (!keys.clientSecret) issues.push({ path: `${at}.clientSecret`, message: 'is missing' });
  if (keys.robotCode !== undefined && keys.robotCode !== keys.clientId)
    issues.push({ path: `${at}.robotCode`, message: 'must be the clientId; leave it out' });
  const own = rockpool.channels?.dingtalk?.accounts[accountId];
  const shared = keys.sharedMemoryAcrossConversations;
  const address = (name: 'apiUrl' | 'openUrl', usual: string): string => {
    const given = own?.[name];
    const path = `rockpool.json channels.dingtalk.accounts.${accountId}.${name}`;
    return given === undefined ? usual : platformAddress(given, path, issues);
  };
  return {
    channel: 'dingtalk',
    account: {
      accountId,
      appId: keys.clientId ?? '',
      clientSecret: readSecret(keys.clientSecret ?? '', `${at}.clientSecret`),
      apiUrl: address('apiUrl', 'https://api.dingtalk.com'),
      openUrl: address('openUrl', 'https://oapi.dingtalk.com'),
      locale,
      cardTemplateId: keys.cardTemplateId || null,
      cardTemplateKey: keys.cardTemplateKey ?? 'content',
      typingMark: keys.typingIndicator ?? true,
      sessions: sessionScopes(keys, isOlder),
      memory: shared === undefined ? null : shared ? 'shared' : 'apart',
      greeting: own?.greeting ?? null,
      ownerId: own?.ownerId ?? null,
    },
    access: accessRules(keys, at, issues),
  };
}

/** The older plugin separates conversations unless it is told otherwise; under today's name `session.dmScope` decides. */
function sessionScopes(keys: DingtalkAccountFile, isOlder: boolean): DingtalkAccount['sessions'] {
  const { separateSessionByConversation: separate = isOlder ? true : undefined, groupSessionScope } = keys;
  if (separate === false) return { direct: 'user', group: 'user' };
  return { direct: separate === true ? 'user' : 'channel', group: groupSessionScope ?? 'group' };
}
