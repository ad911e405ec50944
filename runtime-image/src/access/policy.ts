/** Who may talk to the assistant. Pure: the rules, the known people and the message in, a decision with its reason out. */
import type { InboundMessage } from '../channels/channel.ts';
import type { AccessRules } from '../config/settings.ts';

export type AccessReason =
  | 'owner'
  | 'open'
  | 'allow_list'
  | 'approved'
  | 'not_on_allow_list'
  | 'unknown_sender'
  | 'direct_disabled'
  | 'group_disabled'
  | 'group_not_allowed'
  | 'group_sender_not_allowed'
  | 'not_mentioned';

export type AccessDecision =
  | { kind: 'allow'; reason: AccessReason }
  | { kind: 'pair'; reason: 'unknown_sender' }
  /** nothing is answered: a stranger must not learn that someone is there */
  | { kind: 'ignore'; reason: AccessReason };

export type KnownPeople = {
  ownerId: string | null;
  /** by pairing, or added by the owner for private chats */
  approved(senderId: string): boolean;
  /** added by the owner for groups */
  groupApproved(senderId: string): boolean;
};

export function decideAccess(
  message: Pick<InboundMessage, 'chat' | 'sender' | 'mentionsBot'>,
  rules: AccessRules,
  people: KnownPeople,
): AccessDecision {
  return message.chat.kind === 'direct'
    ? decideDirect(message.sender.id, rules, people)
    : decideGroup(message, rules, people);
}

function decideDirect(senderId: string, rules: AccessRules, people: KnownPeople): AccessDecision {
  if (rules.dmPolicy === 'disabled') return { kind: 'ignore', reason: 'direct_disabled' };
  if (senderId === people.ownerId) return { kind: 'allow', reason: 'owner' };
  if (rules.dmPolicy === 'open') return { kind: 'allow', reason: 'open' };
  if (rules.allowFrom.includes(senderId) || rules.allowFrom.includes('*'))
    return { kind: 'allow', reason: 'allow_list' };
  if (people.approved(senderId)) return { kind: 'allow', reason: 'approved' };
  return rules.dmPolicy === 'pairing'
    ? { kind: 'pair', reason: 'unknown_sender' }
    : { kind: 'ignore', reason: 'not_on_allow_list' };
}

/** The owner may use an allow-listed bot in any group: it is theirs, and they chose to call it there. */
function decideGroup(
  { chat, sender, mentionsBot }: Pick<InboundMessage, 'chat' | 'sender' | 'mentionsBot'>,
  rules: AccessRules,
  people: KnownPeople,
): AccessDecision {
  const group = rules.groups[chat.id] ?? rules.groups['*'];
  if (rules.groupPolicy === 'disabled' || group?.enabled === false)
    return { kind: 'ignore', reason: 'group_disabled' };
  if ((group?.requireMention ?? rules.requireMention) && !mentionsBot)
    return { kind: 'ignore', reason: 'not_mentioned' };
  if (sender.id === people.ownerId) return { kind: 'allow', reason: 'owner' };
  const listed = (list: readonly string[], id: string): boolean => list.includes(id) || list.includes('*');
  if (rules.groupPolicy === 'allowlist') {
    const groupListed = listed(rules.groupAllowFrom, chat.id) || rules.groups[chat.id] !== undefined;
    if (!groupListed && !rules.groupAllowFrom.includes(sender.id) && !people.groupApproved(sender.id))
      return { kind: 'ignore', reason: 'group_not_allowed' };
  }
  const senders =
    group !== undefined && group.allowFrom.length > 0 ? group.allowFrom : rules.groupSenderAllowFrom;
  if (senders.length > 0 && !listed(senders, sender.id) && !people.groupApproved(sender.id))
    return { kind: 'ignore', reason: 'group_sender_not_allowed' };
  return rules.groupPolicy === 'open'
    ? { kind: 'allow', reason: 'open' }
    : { kind: 'allow', reason: 'allow_list' };
}
