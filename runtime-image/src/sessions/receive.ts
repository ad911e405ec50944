/** What arrives is stored before anything is done with it, and its work begins. */
import type { InboundMessage } from '../channels/channel.ts';
import type { Chats } from '../store/chats.ts';
import type { Acceptance, InboxEntry } from '../store/inbox.ts';
import { admit } from './admit.ts';
import type { ConversationRoom } from './conversation.ts';
import { isByOwner } from './by-owner.ts';
import type { GroupHistory } from './group-history.ts';
import { historyLimit } from './group-prompt.ts';
import { senderOf } from './sender.ts';

export type ReceiveRoom = Pick<
  ConversationRoom,
  | 'config'
  | 'people'
  | 'report'
  | 'internal'
  | 'allowlist'
  | 'transcripts'
  | 'inbox'
  | 'channels'
  | 'database'
  | 'metrics'
> & { groupHistory: GroupHistory; chats: Chats; dispatch(entry: InboxEntry): void };

/** Resolves when the message may be acknowledged: it outlives a power cut then. */
export function createReceiver(room: ReceiveRoom): (message: InboundMessage) => Promise<Acceptance> {
  const { metrics, inbox, channels, chats, database } = room;
  /** In a group people talk to each other: what is not for the bot is not even stored. */
  const isOverheard = (message: InboundMessage): boolean => {
    if (message.chat.kind !== 'group' || message.mentionsBot) return false;
    const access = admit(room, message);
    return typeof access === 'object' && access.reason === 'not_mentioned';
  };
  /** Files are sent to chats by their names, and whoever is not let in could have chosen theirs for that. */
  const mayBeNamed = (message: InboundMessage): boolean => {
    if (isByOwner(room, message)) return true;
    return message.chat.kind === 'group'
      ? admit(room, message) === 'allow'
      : senderOf(room, message).standing !== 'anyone';
  };
  return async (message) => {
    metrics.add('messages_received', 'Messages delivered by a channel', ['channel', message.channel]);
    if (isOverheard(message)) {
      room.groupHistory.overhear(message, historyLimit(message, room.config()));
      metrics.add('messages_dropped', 'Messages not processed', ['reason', 'not_mentioned']);
      return { kind: 'overheard' };
    }
    const result = inbox.accept(message);
    if (result.kind !== 'stored')
      metrics.add('messages_dropped', 'Messages not processed', ['reason', result.kind]);
    // work may begin before the disk has answered: should the power fail now, the platform delivers the message again, and
    // the key of its answer is the same
    if (result.kind === 'stored') {
      if (channels.find(message.channel, message.accountId) !== null)
        chats.noteMessage(message, () => mayBeNamed(message));
      room.dispatch(result.entry);
    }
    await database.synced();
    return result;
  };
}
