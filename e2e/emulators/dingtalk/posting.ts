import type { Message, Sender, Way } from './entities.ts';
import type { Platform } from './platform.ts';
import { newId } from './state.ts';

/** Puts a message into a conversation and tells who waits for it. */
export function post(
  platform: Platform,
  given: {
    conversationId: string;
    sender: Sender;
    way: Way;
    type: string;
    content: Record<string, unknown>;
    atUserIds?: readonly string[];
    outTrackId?: string;
  },
): Message {
  const message: Message = {
    id: newId('msg'),
    at: platform.bench.clock.now(),
    atUserIds: given.atUserIds ?? [],
    conversationId: given.conversationId,
    sender: given.sender,
    way: given.way,
    type: given.type,
    content: given.content,
    emotions: new Set(),
    outTrackId: given.outTrackId ?? null,
    recalled: false,
  };
  platform.state.messages.push(message);
  platform.messageChanged();
  return message;
}
