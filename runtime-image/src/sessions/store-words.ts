import type { AgentMessage } from '../agent/messages.ts';
import type { InboxEntry } from '../store/inbox.ts';
import type { Transcripts } from '../store/transcripts.ts';
import { promptText } from './prompt-text.ts';

/** of a message that was more than the line holds */
const shortenedCharsMax = 160;

export type Words = {
  entry: InboxEntry;
  /** only its beginning is for the model */
  shortened: boolean;
  /** not the first of its turn */
  joined: boolean;
};

/** Stores what a person wrote as part of a turn, and gives it as the model reads it. */
export function storeWords(
  transcripts: Transcripts,
  where: { session: string; turnId: string; at: number },
  { entry: { message }, shortened, joined }: Words,
): AgentMessage {
  const { text, channel, messageId: id } = message;
  const whole = promptText(message);
  const prompt = shortened && whole.length > shortenedCharsMax ? shorten(whole) : whole;
  const data = {
    id,
    ...(prompt === text ? {} : { prompt }),
    ...(joined && { joined: true as const }),
    ...(message.read && message.read.images.length > 0 && { images: message.read.images }),
    ...(message.called && { skill: message.called.skill }),
  };
  transcripts.append({ ...where, kind: 'user', text, data, channel, model: null });
  return { role: 'user', text: prompt };
}

function shorten(text: string): string {
  return `${text.slice(0, shortenedCharsMax).toWellFormed()}\n[cut short: too many messages were waiting]`;
}
