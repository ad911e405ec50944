import type { InboundMessage } from '../channels/channel.ts';
import { isLocal } from '../channels/local.ts';
import type { ConversationRoom } from './conversation.ts';

/** Whether a message speaks for the owner: of its bot, of the browser chat or of the API. */
export function isByOwner(
  { internal, report }: Pick<ConversationRoom, 'internal' | 'report'>,
  message: InboundMessage,
): boolean {
  const { channel, accountId, sender } = message;
  if (isLocal(channel)) return true;
  const own = internal[channel];
  return own === undefined ? sender.id === report.ownerOf(channel, accountId) : own.byOwner(message);
}
