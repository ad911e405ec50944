import { standingOf } from '../access/standing.ts';
import type { InboundMessage } from '../channels/channel.ts';
import type { CommandContext } from '../commands/command.ts';
import { isByOwner } from './by-owner.ts';
import type { ConversationRoom } from './conversation.ts';

/** Who wrote a message, and what they may do. */
export function senderOf(
  room: Pick<ConversationRoom, 'config' | 'people' | 'allowlist' | 'internal' | 'report'>,
  message: InboundMessage,
): CommandContext['sender'] {
  const { channel, accountId, sender, chat } = message;
  const isOwner = isByOwner(room, message);
  const bot = room
    .config()
    .channels.find((each) => each.channel === channel && each.account.accountId === accountId);
  const appId = bot?.account.appId ?? '';
  const standing = standingOf({
    senderId: sender.id,
    chat,
    isOwner,
    rules: bot?.access ?? null,
    approved:
      bot !== undefined &&
      (room.people.isApproved(channel, appId, sender.id) ||
        room.allowlist.has(channel, appId, 'dm', sender.id)),
    groupApproved: bot !== undefined && room.allowlist.has(channel, appId, 'group', sender.id),
  });
  return { ...sender, channel, accountId, isOwner, standing };
}
