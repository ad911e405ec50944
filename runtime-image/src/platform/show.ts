import { toChatMessages } from '../sessions/chat-view.ts';
import { mainSessionKey } from '../sessions/route.ts';
import type { PlatformRoom } from './open.ts';

/** A notice in the conversation of the browser. Stored when it returns; the same turn is shown once. */
export function showInMainSession(room: PlatformRoom, turnId: string, text: string): void {
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
