import type { Reply } from '../channels/channel.ts';
import { apiReply, webReply } from '../channels/local.ts';
import type { InboxEntry } from '../store/inbox.ts';
import type { ConversationRoom } from './conversation.ts';
import { turnIdOf } from './turn-id.ts';

/** Where the answer to a stored message goes; null while its channel is closed, or when whoever waited for it is gone for good. */
export function replyFor(
  room: Pick<ConversationRoom, 'apiCalls' | 'internal' | 'inbox' | 'channels'>,
  entry: InboxEntry,
): Reply | null {
  const { message, seq } = entry;
  if (message.channel === 'web') return webReply;
  if (message.channel === 'api') {
    const call = room.apiCalls.get(message.messageId);
    return call === undefined ? null : apiReply(call);
  }
  const own = room.internal[message.channel];
  if (own !== undefined) return own.reply(entry);
  const save = (state: unknown, when: 'now' | 'soon'): void => room.inbox.saveReplyState(seq, state, when);
  const channel = room.channels.find(message.channel, message.accountId);
  return channel?.reply({ key: turnIdOf(message), to: message, saved: entry.replyState, save }) ?? null;
}

/** The turn runs, and nothing of it is seen in the chat. */
export function heldReply(reply: Reply): Reply {
  return {
    typing() {},
    update() {},
    finish: () => reply.discard(),
    discard: () => reply.discard(),
  };
}
