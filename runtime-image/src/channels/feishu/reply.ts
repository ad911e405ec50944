/** One answer to one message: typing mark, a growing card when it takes long, the final text in any case. */
import type { Reply, ReplyContext } from '../channel.ts';
import type { FeishuClient } from './client.ts';
import { LiveAnswer, type CardKit } from './live-answer.ts';
import { platformMessageId } from './press.ts';
import { parseSavedReply, type SavedReply } from './saved-reply.ts';
import type { FeishuTiming } from './timing.ts';
import { TypingMark } from './typing-mark.ts';

export type ReplyOptions = {
  client: FeishuClient;
  timing: FeishuTiming;
  cardKit: CardKit;
  streaming: boolean;
  typingMark: 'all' | 'direct' | 'off';
  /** before the answer's first words */
  prefix: string;
  textCharactersMax: number;
  growingSummary: string;
  /** told once, with what `finish` came to */
  onFinished(error: unknown): void;
  warn(line: string): void;
};

export function createReply(context: ReplyContext, options: ReplyOptions): Reply {
  const { to, key } = context;
  const { client, timing, cardKit, growingSummary, textCharactersMax, warn } = options;
  // a pressed button is answered under its card
  const answered = platformMessageId(to.messageId);
  const marks =
    !answered.isPress &&
    (options.typingMark === 'all' || (options.typingMark === 'direct' && to.chat.kind === 'direct'));
  let saved: SavedReply = parseSavedReply(context.saved);
  const save = (change: Partial<SavedReply>, when: 'now' | 'soon') => {
    saved = { ...saved, ...change };
    context.save(saved, when);
  };
  const typingMark = new TypingMark({
    client,
    messageId: answered.id,
    delayMs: timing.typingMs,
    reactionId: saved.reactionId,
    save: (reactionId) => save({ reactionId }, 'soon'),
  });
  const answer = new LiveAnswer({
    client,
    timing,
    cardKit,
    target: {
      kind: 'reply',
      messageId: answered.id,
      chatId: to.chat.id,
      inThread: to.chat.threadId !== null,
    },
    key,
    growingSummary,
    textCharactersMax,
    parts: saved.parts,
    save: (parts, when) => save({ parts }, when),
    warn,
  });
  let latest = '';
  let opening: NodeJS.Timeout | null = null;
  /** a card of before a crash goes on at once */
  let isOpen = saved.parts.length > 0;
  let isFinished = false;
  const end = (): void => {
    isFinished = true;
    if (opening) clearTimeout(opening);
  };

  return {
    typing() {
      if (!isFinished && marks) typingMark.show();
    },
    update(text) {
      if (!options.streaming || isFinished || !text.trim()) return;
      latest = options.prefix + text;
      if (isOpen) answer.show(latest);
      else
        opening ??= setTimeout(() => {
          isOpen = true;
          answer.show(latest);
        }, timing.openCardMs).unref();
    },
    async finish(text) {
      end();
      try {
        await answer.finish(options.prefix + text);
        options.onFinished(null);
      } catch (error) {
        options.onFinished(error);
        throw error;
      } finally {
        await typingMark.hide();
      }
    },
    async discard() {
      end();
      await answer.discard();
      await typingMark.hide();
    },
  };
}
