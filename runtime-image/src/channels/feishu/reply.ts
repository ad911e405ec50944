/** One answer to one message: typing mark, a growing card when it takes long, the final text in any case. */
import type { Reply, ReplyContext } from '../channel.ts';
import type { FeishuClient } from './client.ts';
import { LiveAnswer, type CardKit } from './live-answer.ts';
import { parseSavedReply, type SavedReply } from './saved-reply.ts';
import type { FeishuTiming } from './timing.ts';
import { TypingMark } from './typing-mark.ts';

export type ReplyOptions = {
  client: FeishuClient;
  timing: FeishuTiming;
  cardKit: CardKit;
  streaming: boolean;
  growingSummary: string;
  /** told once, with what `finish` came to */
  onFinished(error: unknown): void;
  warn(line: string): void;
};

export function createReply(context: ReplyContext, options: ReplyOptions): Reply {
  const { to, key } = context;
  const { client, timing, cardKit, growingSummary, warn } = options;
  let saved: SavedReply = parseSavedReply(context.saved);
  const save = (change: Partial<SavedReply>, when: 'now' | 'soon') => {
    saved = { ...saved, ...change };
    context.save(saved, when);
  };
  const typingMark = new TypingMark({
    client,
    messageId: to.messageId,
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
      messageId: to.messageId,
      chatId: to.chat.id,
      inThread: to.chat.threadId !== null,
    },
    key,
    growingSummary,
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
      if (!isFinished) typingMark.show();
    },
    update(text) {
      if (!options.streaming || isFinished || !text.trim()) return;
      latest = text;
      if (isOpen) answer.show(text);
      else
        opening ??= setTimeout(() => {
          isOpen = true;
          answer.show(latest);
        }, timing.openCardMs).unref();
    },
    async finish(text) {
      end();
      try {
        await answer.finish(text);
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
