import type { Issue } from './issue.ts';
import type { AccessRules } from './settings.ts';

type IdList = (string | number)[] | undefined;

/** The keys of a channel's account that say who may talk to it; the same for every channel. */
export type AccessKeys = {
  dmPolicy?: AccessRules['dmPolicy'] | undefined;
  allowFrom?: IdList;
  groupPolicy?: AccessRules['groupPolicy'] | 'allowall' | undefined;
  groupAllowFrom?: IdList;
  groupSenderAllowFrom?: IdList;
  requireMention?: boolean | undefined;
  groups?:
    | Record<
        string,
        { enabled?: boolean | undefined; requireMention?: boolean | undefined; allowFrom?: IdList }
      >
    | undefined;
};

/** @param at path of the account in the file */
export function accessRules(keys: AccessKeys, at: string, issues: Issue[]): AccessRules {
  const ids = (list: IdList): string[] => (list ?? []).map((entry) => String(entry).trim());
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
