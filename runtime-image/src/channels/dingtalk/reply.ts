/** One answer to one message: the typing mark, a card that grows where there is a template, the final text in any case. */
import { hash } from 'node:crypto';
import type { Reply, ReplyContext } from '../channel.ts';
import type { DingtalkAccount } from '../dingtalk-account.ts';
import type { DingtalkClient } from './client.ts';
import { deliverPart, type Place } from './delivery.ts';
import { LiveCard, type CardRoom } from './live-card.ts';
import { replyViaOf } from './normalize.ts';
import { renderAnswer, renderForCard, type Part } from './render.ts';
import { parseSavedReply, type SavedReply } from './saved-reply.ts';
import type { DingtalkTiming } from './timing.ts';
import { TypingMark, type MarkRoom } from './typing-mark.ts';

export type ReplyOptions = {
  account: Pick<DingtalkAccount, 'cardTemplateId' | 'cardTemplateKey' | 'typingMark' | 'locale'>;
  client: DingtalkClient;
  timing: DingtalkTiming;
  cards: CardRoom;
  marks: MarkRoom;
  /** told once for each attempt, with what `finish` came to */
  onFinished(error: unknown): void;
  warn(line: string): void;
};

export function createReply(context: ReplyContext, options: ReplyOptions): Reply {
  const { to, key } = context;
  const { account, client, timing, cards, marks, warn } = options;
  const via = replyViaOf(to);
  const target =
    to.chat.kind === 'group' ? { group: to.chat.id } : via.staffId === '' ? null : { staffId: via.staffId };
  const place: Place = {
    webhook: via.webhook === null ? null : { url: via.webhook, until: via.until },
    target,
  };
  let saved: SavedReply = parseSavedReply(context.saved);
  const save = (change: Partial<SavedReply>, when: 'now' | 'soon'): void => {
    saved = { ...saved, ...change };
    context.save(saved, when);
  };
  const mark = new TypingMark({
    client,
    to: { messageId: to.messageId, conversationId: to.chat.id },
    name: account.locale === 'zh' ? '🤔思考中' : '🤔Thinking',
    delayMs: timing.typingMs,
    restMs: timing.restMs,
    room: marks,
    isShown: saved.marked,
    save: (marked) => save({ marked }, 'soon'),
  });
  const { cardTemplateId } = account;
  const card =
    target === null || (cardTemplateId === null && saved.card === null)
      ? null
      : new LiveCard({
          client,
          place: target,
          room: cards,
          warn,
          outTrackId: hash('sha256', `card\n${key}`, 'hex').slice(0, 40),
          templateId: cardTemplateId ?? '',
          templateKey: account.cardTemplateKey,
          streamMs: timing.streamMs,
          restMs: timing.restMs,
          saved: saved.card,
          save: (now) => save({ card: now }, 'now'),
        });
  let latest = '';
  let opening: NodeJS.Timeout | null = null;
  let isFinished = false;
  const end = (): void => {
    isFinished = true;
    if (opening) clearTimeout(opening);
  };

  /** What is already sent stays sent, in this process and in the next. */
  async function deliver(parts: readonly Part[]): Promise<void> {
    for (const [index, part] of parts.entries()) {
      if (index < saved.sent) continue;
      await deliverPart(client, part, place);
      save({ sent: index + 1 }, 'now');
    }
  }

  async function answer(text: string): Promise<void> {
    if (card?.isBegun) {
      const { card: inCard, rest } = renderForCard(text);
      if (await card.finish(inCard)) return deliver(rest);
    }
    await deliver(renderAnswer(text));
  }

  return {
    typing() {
      if (!isFinished && account.typingMark) mark.show();
    },
    update(text) {
      if (card === null || isFinished || !text.trim()) return;
      if (!card.isBegun && Date.now() < cards.restUntil) return;
      latest = text;
      if (card.isBegun) card.show(text);
      else opening ??= setTimeout(() => card.show(latest), timing.openCardMs).unref();
    },
    async finish(text) {
      end();
      try {
        await answer(text);
        options.onFinished(null);
      } catch (error) {
        options.onFinished(error);
        throw error;
      } finally {
        await mark.hide();
      }
    },
    async discard() {
      end();
      // the platform has no way to take a card back: it is closed with a word
      const gone = account.locale === 'zh' ? '（无需回复）' : '(nothing to say)';
      if (card?.isBegun) await card.finish(gone).catch(() => false);
      await mark.hide();
    },
  };
}
