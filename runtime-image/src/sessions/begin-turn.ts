/** Stores the beginning of a turn: the session, begun anew when its time has come, the words, and that their entries are under way. */
import type { AgentMessage } from '../agent/messages.ts';
import type { GatewayConfig } from '../config/settings.ts';
import type { InboxEntry } from '../store/inbox.ts';
import type { Session } from '../store/sessions.ts';
import type { ConversationRoom } from './conversation.ts';
import { freshness, resetPolicyFor } from './session-reset.ts';
import { localTime } from '../local-time.ts';
import { storeWords } from './store-words.ts';
import { turnIdOf } from './turn-id.ts';
import type { WaitingMessage } from './waiting-lines.ts';

export type Beginning = {
  entry: InboxEntry;
  agentId: string;
  sessionKey: string;
  /** messages of the same person that waited with it, oldest first; the turn is theirs too */
  before: readonly WaitingMessage[];
};

type BeginRoom = Pick<ConversationRoom, 'database' | 'transcripts' | 'inbox' | 'now'>;

export function beginTurn(room: BeginRoom, config: GatewayConfig, beginning: Beginning): Session {
  const { entry, agentId, sessionKey, before } = beginning;
  const { transcripts, inbox } = room;
  const turnId = turnIdOf(entry.message);
  return room.database.grouped(() => {
    const isNew = entry.attempts === 0;
    if (isNew) resetWhenDue(room, config, sessionKey, entry);
    const session = transcripts.openSession(sessionKey, agentId);
    if (isNew) {
      const where = { session: sessionKey, turnId, at: room.now() };
      before.forEach((other, index) => {
        storeWords(transcripts, where, { ...other, joined: index > 0 });
        inbox.markJoined(other.entry.seq, turnId);
      });
      storeWords(transcripts, where, { entry, shortened: false, joined: before.length > 0 });
    }
    inbox.markRunning(entry.seq, turnId);
    return session;
  });
}

/** Stores words that come into a turn that runs. */
export function joinTurn(
  room: BeginRoom,
  sessionKey: string,
  turnId: string,
  taken: readonly WaitingMessage[],
): AgentMessage[] {
  const where = { session: sessionKey, turnId, at: room.now() };
  return room.database.grouped(() =>
    taken.map((item) => {
      room.inbox.markJoined(item.entry.seq, turnId);
      return storeWords(room.transcripts, where, { ...item, joined: true });
    }),
  );
}

function resetWhenDue(
  { transcripts, now }: BeginRoom,
  { sessions, timeZone }: GatewayConfig,
  sessionKey: string,
  { message }: InboxEntry,
): void {
  const policy = resetPolicyFor(message, sessions);
  if (policy === null) return;
  const fresh = freshness(policy, transcripts.lastWordsAt(sessionKey), now(), (at) =>
    localTime(timeZone, at),
  );
  if (fresh.kind === 'begins_anew') transcripts.setContextStart(sessionKey, transcripts.nextSeq(), false);
}
