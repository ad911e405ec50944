/**
 * What was said in a group and was not for the bot: shown to it when it is called, so that "what do you think?" has a meaning. Kept in
 * memory only, newest last, bounded in every direction.
 */
import type { InboundMessage } from '../channels/channel.ts';
import { shorten } from '../shorten.ts';

const chatsMax = 100;
const charsMax = 500;
/** of all that is shown at once */
const shownCharsMax = 8_000;

type Said = { id: string; name: string; text: string };

export class GroupHistory {
  readonly #chats = new Map<string, Said[]>();

  /** @param limit messages kept of this chat */
  overhear(message: InboundMessage, limit: number): void {
    if (limit <= 0) return;
    const key = keyOf(message);
    const said = this.#chats.get(key) ?? [];
    // a platform may deliver twice what nobody has stored
    if (said.some(({ id }) => id === message.messageId)) return;
    const { messageId: id, sender, text } = message;
    said.push({ id, name: sender.name || sender.id, text: shorten(text, charsMax) });
    if (said.length > limit) said.splice(0, said.length - limit);
    this.#chats.delete(key);
    this.#chats.set(key, said);
    if (this.#chats.size > chatsMax) this.#chats.delete(this.#chats.keys().next().value!);
  }

  /** What was said since the bot was last called, and forgets it. Empty when nothing was. */
  take(message: InboundMessage): string {
    if (this.#chats.size === 0) return '';
    const key = keyOf(message);
    const said = this.#chats.get(key) ?? [];
    this.#chats.delete(key);
    const lines: string[] = [];
    let chars = 0;
    for (const { name, text } of said.toReversed()) {
      const line = `${oneLine(name).slice(0, 60)}: ${oneLine(text)}`;
      chars += line.length;
      if (chars > shownCharsMax) break;
      lines.unshift(line);
    }
    return lines.join('\n');
  }
}

/** A thread is a conversation of its own. */
function keyOf({ channel, accountId, chat }: InboundMessage): string {
  return `${channel}\n${accountId}\n${chat.id}\n${chat.threadId ?? ''}`;
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
