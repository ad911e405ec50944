/** What `/allowlist` sees and changes: of every bot, who is let in by the configuration, by pairing, and by the owner's command. */
import type { ChannelSettings } from '../config/settings.ts';
import type { Allowlist, AllowScope } from '../store/allowlist.ts';
import type { People } from '../store/people.ts';

export type AllowEntry = { id: string; name: string; from: 'configuration' | 'pairing' | 'command' };

export type AllowlistBot = {
  /** `feishu`, or `feishu/work` where there are several */
  name: string;
  ownerId: string | null;
  /** of the configuration, as upstream calls it */
  policy: Record<AllowScope, string>;
  entries(scope: AllowScope): AllowEntry[];
  /** False when the sender was on the list already. */
  add(scope: AllowScope, senderId: string): boolean;
  /** False when there was nothing to remove; what the configuration gives stays. */
  remove(scope: AllowScope, senderId: string): boolean;
};

export type AllowlistControls = {
  bots: AllowlistBot[];
  /** the bot that heard the command; null in the browser chat */
  here: AllowlistBot | null;
  /** Lets in who was given this code, by the bot that heard the command or, in the browser, by any; null: no such code now. */
  approve(code: string): { senderId: string; name: string } | null;
};

export function allowlistControls(
  allowlist: Allowlist,
  bots: readonly ChannelSettings[],
  ownerOf: (channel: string, accountId: string) => string | null,
  heard: { channel: string; accountId: string },
  people: Pick<People, 'pendingPairings' | 'approvePairing'>,
): AllowlistControls {
  const made = bots.map((bot) => ({ bot, controls: botControls(allowlist, bot, ownerOf) }));
  const here = made.find(
    ({ bot }) => bot.channel === heard.channel && bot.account.accountId === heard.accountId,
  );
  return {
    bots: made.map(({ controls }) => controls),
    here: here?.controls ?? null,
    approve(code) {
      const asked = people.pendingPairings().find((each) => each.code === code);
      if (asked === undefined) return null;
      const { channel, accountId } = asked;
      if (here !== undefined && (channel !== heard.channel || accountId !== heard.accountId)) return null;
      const approved = people.approvePairing(code, () => ownerOf(channel, accountId));
      return approved && { senderId: approved.senderId, name: approved.senderName };
    },
  };
}

function botControls(
  allowlist: Allowlist,
  { channel, account, access }: ChannelSettings,
  ownerOf: (channel: string, accountId: string) => string | null,
): AllowlistBot {
  const { accountId, appId } = account;
  const configured = (scope: AllowScope): string[] =>
    scope === 'dm'
      ? access.allowFrom
      : [
          ...new Set([
            ...access.groupAllowFrom,
            ...access.groupSenderAllowFrom,
            ...Object.values(access.groups).flatMap(({ allowFrom }) => allowFrom),
          ]),
        ];
  return {
    name: accountId === 'default' ? channel : `${channel}/${accountId}`,
    ownerId: ownerOf(channel, accountId),
    policy: { dm: access.dmPolicy, group: access.groupPolicy },
    entries(scope) {
      const paired = scope === 'dm' ? allowlist.paired(channel, appId) : [];
      const added = allowlist.list(channel, appId, scope);
      return [
        ...configured(scope).map((id) => ({ id, name: '', from: 'configuration' as const })),
        ...paired.map(({ senderId: id, name }) => ({ id, name, from: 'pairing' as const })),
        ...added.map(({ senderId: id, name }) => ({ id, name, from: 'command' as const })),
      ];
    },
    add: (scope, senderId) => allowlist.add(channel, appId, scope, senderId, ''),
    remove: (scope, senderId) => allowlist.remove(channel, appId, scope, senderId),
  };
}
