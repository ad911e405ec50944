import type { InboxEntry } from '../store/inbox.ts';
import { toChatMessages } from './chat-view.ts';
import type { ConversationRoom } from './conversation.ts';
import { mainSessionKey } from './route.ts';
import { turnIdOf } from './turn-id.ts';

/**
 * Stores a command with its answer, which is to be sent from then on, and tells who listens.
 *
 * @param text what is kept of the command
 */
export function storeCommand(
  { database, transcripts, inbox, hub, config, now }: ConversationRoom,
  entry: InboxEntry,
  sessionKey: string,
  answer: string,
  text = entry.message.text,
): void {
  const { messageId: id, channel } = entry.message;
  const common = { session: sessionKey, turnId: turnIdOf(entry.message), channel, model: null };
  database.transaction(() => {
    transcripts.append({ ...common, kind: 'command', text, data: { id }, at: now() });
    transcripts.append({ ...common, kind: 'notice', text: answer, data: null, at: now() });
    inbox.markAnswered(entry.seq, answer, 'command');
  });
  if (sessionKey !== mainSessionKey(config().defaultAgentId)) return;
  for (const message of toChatMessages(transcripts.ofTurn(sessionKey, common.turnId)))
    hub.emit({ type: 'message', message });
}
