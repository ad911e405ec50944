import { decideAccess } from '../access/policy.ts';
import type { InboundMessage } from '../channels/channel.ts';
import { isLocal } from '../channels/local.ts';
import type { ConversationRoom } from './conversation.ts';
import { route } from './route.ts';
import { pairingFullText, pairingText } from './texts.ts';

/** Lets a message in, or says why not and what to answer (null: nothing). A new sender's pairing request is stored on the way. */
export function admit(
  {
    config,
    people,
    report,
    internal,
    allowlist,
    transcripts,
  }: Pick<ConversationRoom, 'config' | 'people' | 'report' | 'internal' | 'allowlist' | 'transcripts'>,
  message: InboundMessage,
): 'allow' | { reason: string; pairing: string | null } {
  const { channel, accountId, sender } = message;
  if (isLocal(channel) || internal[channel] !== undefined) return 'allow';
  const settings = config().channels.find(
    (bot) => bot.channel === channel && bot.account.accountId === accountId,
  );
  if (settings === undefined) return { reason: 'channel_gone', pairing: null };
  const { appId } = settings.account;
  people.noteInbound(channel, appId);
  const isOverheard = message.chat.kind === 'group' && !message.mentionsBot;
  const activation = isOverheard
    ? transcripts.findSession(route(message, config()).sessionKey)?.settings.activation
    : undefined;
  if (activation === 'mention') return { reason: 'not_mentioned', pairing: null };
  const heard = activation === 'always' ? { ...message, mentionsBot: true } : message;
  const decision = decideAccess(heard, settings.access, {
    ownerId: report.ownerOf(channel, accountId),
    approved: (senderId) =>
      people.isApproved(channel, appId, senderId) || allowlist.has(channel, appId, 'dm', senderId),
    groupApproved: (senderId) => allowlist.has(channel, appId, 'group', senderId),
  });
  if (decision.kind === 'allow') return 'allow';
  if (decision.kind === 'ignore') return { reason: decision.reason, pairing: null };
  const ask = people.requestPairing({
    channel,
    accountId,
    appId,
    senderId: sender.id,
    senderName: sender.name,
  });
  const { locale } = config();
  const pairing = ask.kind === 'existing' ? pairingText(ask.request.code, locale) : pairingFullText(locale);
  return { reason: decision.reason, pairing };
}
