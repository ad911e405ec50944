/** What a sender may do beyond talking: who they are to the bot. Pure. */
import type { AccessRules } from '../config/settings.ts';

/** `allowed`: approved by pairing, added by the owner, or named in the configuration; `anyone`: merely let in. */
export type Standing = 'owner' | 'allowed' | 'anyone';

export type StandingFacts = {
  senderId: string;
  chat: { id: string; kind: 'direct' | 'group' };
  isOwner: boolean;
  /** of the bot that heard the message; null where there are none, as in the browser chat */
  rules: Pick<AccessRules, 'allowFrom' | 'groupAllowFrom' | 'groupSenderAllowFrom' | 'groups'> | null;
  /** approved by pairing, or added for private chats */
  approved: boolean;
  /** added for groups */
  groupApproved: boolean;
};

/**
 * A `*` in `allowFrom` opens private chats to everybody, commands included. In a group it names nobody: who reads along there is not
 * who the owner had in mind.
 */
export function standingOf(facts: StandingFacts): Standing {
  const { senderId, chat, isOwner, rules } = facts;
  if (isOwner) return 'owner';
  if (rules === null) return 'anyone';
  if (facts.approved || rules.allowFrom.includes(senderId)) return 'allowed';
  if (chat.kind === 'direct') return rules.allowFrom.includes('*') ? 'allowed' : 'anyone';
  const group = rules.groups[chat.id] ?? rules.groups['*'];
  const named = [rules.groupAllowFrom, rules.groupSenderAllowFrom, group?.allowFrom ?? []];
  return facts.groupApproved || named.some((list) => list.includes(senderId)) ? 'allowed' : 'anyone';
}

const ranks: Record<Standing, number> = { anyone: 0, allowed: 1, owner: 2 };

export function mayGive(needed: Standing, standing: Standing): boolean {
  return ranks[standing] >= ranks[needed];
}
