import { toChatMessages } from './chat-view.ts';
import type { ConversationRoom } from './conversation.ts';
import { mainSessionKey } from './route.ts';

type Room = Pick<ConversationRoom, 'transcripts' | 'hub' | 'config' | 'now'>;

/** A notice in the conversation of the browser. Stored when it returns; the same turn is shown once. */
export function showInMainSession(room: Room, turnId: string, text: string): void {
  const { transcripts, hub, config, now } = room;
  const agentId = config().defaultAgentId;
  const session = mainSessionKey(agentId);
  transcripts.openSession(session, agentId);
  transcripts.append({
    session,
    turnId,
    kind: 'notice',
    text,
    data: { id: turnId },
    channel: 'web',
    at: now(),
    model: null,
  });
  if (hub.listeners() === 0) return;
  for (const message of toChatMessages(transcripts.ofTurn(session, turnId)))
    hub.emit({ type: 'message', message });
}
