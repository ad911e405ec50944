/** Who asked for a restart is told once when it is over. */
import * as z from 'zod/mini';
import type { InboundMessage } from '../channels/channel.ts';
import type { ConversationRoom } from './conversation.ts';
import { showInMainSession } from './show-notice.ts';

const key = 'restart-asked';
const waitsMs = [0, 2_000, 10_000, 30_000];

const Note = z.object({
  channel: z.string(),
  accountId: z.string(),
  chatId: z.string(),
  threadId: z.nullable(z.string()),
  at: z.number(),
});

type Room = Pick<
  ConversationRoom,
  'people' | 'channels' | 'transcripts' | 'hub' | 'config' | 'logger' | 'now'
>;

export function noteRestart(
  { people, now }: Pick<Room, 'people' | 'now'>,
  { channel, accountId, chat }: InboundMessage,
): void {
  const note = { channel, accountId, chatId: chat.id, threadId: chat.threadId, at: now() };
  people.remember(key, JSON.stringify(note));
}

/** Does nothing when nobody asked. Called when the channels are open; never rejects. */
export async function tellRestarted(room: Room): Promise<void> {
  const stored = room.people.recall(key) ?? '';
  if (stored === '') return;
  const note = Note.safeParse(JSON.parse(stored)).data;
  const forget = (): void => room.people.remember(key, '');
  if (note === undefined) return forget();
  const seconds = Math.max(1, Math.round((room.now() - note.at) / 1_000));
  const text = room.config().locale === 'zh' ? `已重启，用时 ${seconds} 秒。` : `Back after ${seconds} s.`;
  if (note.channel === 'web') {
    showInMainSession(room, `restart-${note.at}`, text);
    return forget();
  }
  const channel = room.channels.find(note.channel, note.accountId);
  const { chatId, threadId } = note;
  for (const waitMs of channel === null ? [] : waitsMs) {
    try {
      await new Promise((resolve) => setTimeout(resolve, waitMs).unref());
      await channel?.send({ chatId, threadId }, { text, files: [] }, `restarted:${note.at}`);
      return forget();
    } catch (error) {
      room.logger.log('warn', 'the end of a restart could not be told', { channel: note.channel, error });
    }
  }
  forget();
}
