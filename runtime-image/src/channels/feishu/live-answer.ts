/**
 * An answer people watch growing: one card, the next one when it is full. Updates are sent one after the other, the newest
 * text wins, and a failing update never hurts the final answer.
 */
import { isMissingScope, isRateLimit, isRefusal } from './api-error.ts';
import type { FeishuClient } from './client.ts';
import { postOrText, postPieces, type Post, type Target } from './delivery.ts';
import type { LiveCard } from './live-card.ts';
import { MessageCard } from './message-card.ts';
import { deleteMessage } from './messages.ts';
import { renderAnswer, renderCards, splitForCards, type AnswerPart } from './render.ts';
import type { SavedPart } from './saved-reply.ts';
import { StreamCard } from './stream-card.ts';
import type { FeishuTiming } from './timing.ts';

/** CardKit as this app may use it; shared by all answers of a channel. */
export type CardKit = { restUntil: number };

export type LiveAnswerOptions = {
  client: FeishuClient;
  timing: FeishuTiming;
  cardKit: CardKit;
  target: Target;
  key: string;
  /** shown in the chat list while a card grows */
  growingSummary: string;
  /** longest plain text message */
  textCharactersMax: number;
  parts: readonly SavedPart[];
  save(parts: SavedPart[], when: 'now' | 'soon'): void;
  warn(line: string): void;
};

const failuresMax = 3;

export class LiveAnswer {
  readonly #options: LiveAnswerOptions;
  readonly #parts: SavedPart[];
  readonly #cards: LiveCard[] = [];
  #isFinishing = false;
  /** ends the pause between two updates */
  #wake: (() => void) | null = null;
  #latest: string | null = null;
  #shown: string | null = null;
  #failures = 0;
  #loop: Promise<void> | null = null;

  constructor(options: LiveAnswerOptions) {
    this.#options = options;
    this.#parts = [...options.parts];
  }

  /** Never rejects and never waits. */
  show(text: string): void {
    this.#latest = text;
    if (this.#isFinishing || this.#failures >= failuresMax) return;
    this.#loop ??= this.#run().finally(() => (this.#loop = null));
  }

  /** Rejects when no form of a part could be delivered; may be called again. */
  async finish(text: string): Promise<void> {
    this.#isFinishing = true;
    this.#wake?.();
    await this.#loop;
    const isPlain = this.#parts.length === 0;
    const parts = isPlain ? renderAnswer(text, this.#options.textCharactersMax) : renderCards(text);
    for (const [index, part] of parts.entries())
      await this.#finishPart(index, part, index === parts.length - 1);
    // cards of an earlier, longer text that the final one does not need
    for (const surplus of this.#parts.slice(parts.length))
      if (surplus.kind !== 'sent' && surplus.messageId)
        await deleteMessage(this.#options.client, surplus.messageId).catch(() => {});
  }

  /** Takes back what was shown. Never rejects. */
  async discard(): Promise<void> {
    this.#isFinishing = true;
    this.#wake?.();
    await this.#loop;
    for (const part of this.#parts)
      if (part.kind !== 'sent' && part.messageId)
        await deleteMessage(this.#options.client, part.messageId).catch(() => {});
  }

  async #run(): Promise<void> {
    while (!this.#isFinishing && this.#latest !== this.#shown && this.#failures < failuresMax) {
      const waitMs = await this.#render(this.#latest!);
      if (!this.#isFinishing) await this.#pause(waitMs);
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Resolves to the wait before the next update. */
  async #render(text: string): Promise<number> {
    const { client, timing, warn } = this.#options;
    try {
      if (client.isThrottled) return timing.patchMs;
      const parts = splitForCards(text);
      for (let index = Math.max(0, this.#parts.length - 1); index < parts.length; index++) {
        const card = await this.#card(index, parts[index]!);
        if (index < parts.length - 1) await card.close(parts[index]!);
        else await card.show(parts[index]!);
      }
      this.#shown = text;
      this.#failures = 0;
      return this.#cards.at(-1)?.intervalMs ?? timing.streamMs;
    } catch (error) {
      if (isRateLimit(error)) return error.retryAfterMs ?? timing.patchMs;
      this.#failures++;
      warn(`an update of the answer was refused: ${error instanceof Error ? error.message : String(error)}`);
      return timing.patchMs;
    }
  }

  /** The card at this place: the open one, the one of before the crash, or a new one. */
  async #card(index: number, text: string): Promise<LiveCard> {
    const open = this.#cards[index];
    if (open) return open;
    const { client, timing } = this.#options;
    const saved = this.#parts[index];
    const options = { where: this.#where(index), save: this.#saver(index), intervalMs: timing.streamMs };
    let card: LiveCard;
    if (saved?.kind === 'card') card = await StreamCard.resume(client, saved, options);
    else if (saved?.kind === 'message-card')
      card = MessageCard.resume(client, saved.messageId, timing.patchMs);
    else card = await this.#open(index, text);
    this.#cards[index] = card;
    return card;
  }

  async #open(index: number, text: string): Promise<LiveCard> {
    const { client, timing, cardKit, growingSummary, warn } = this.#options;
    const where = this.#where(index);
    const save = this.#saver(index);
    if (Date.now() >= cardKit.restUntil) {
      try {
        const { streamMs: intervalMs } = timing;
        return await StreamCard.open(client, text, { where, save, intervalMs, summary: growingSummary });
      } catch (error) {
        if (!isRefusal(error)) throw error;
        warn(`CardKit was refused: ${error.code} ${error.message}`);
        if (isMissingScope(error)) cardKit.restUntil = Date.now() + timing.cardKitRestMs;
        this.#parts.length = index;
      }
    }
    const plain = { ...where, part: `${where.part}/message` };
    return MessageCard.open(client, text, { where: plain, save, intervalMs: timing.patchMs });
  }

  async #finishPart(index: number, part: AnswerPart, isLast: boolean): Promise<void> {
    const { client, warn } = this.#options;
    const saved = this.#parts[index];
    if (saved?.kind === 'sent') return;
    // nothing is sent after the last part: its record need not be waited for
    const done = () => this.#saver(index, isLast ? 'soon' : 'now')({ kind: 'sent' });
    if (!saved) {
      await postOrText(client, part, this.#where(index));
      return done();
    }
    try {
      await (await this.#card(index, part.text)).close(part.text);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      warn(`the card could not be finished: ${error.code} ${error.message}`);
      await postPieces(client, part.text, this.#where(index));
      done();
    }
  }

  #where(index: number): Post {
    const { target, key } = this.#options;
    return { target, key, part: `part${index}` };
  }

  #saver(index: number, when: 'now' | 'soon' = 'now'): (part: SavedPart) => void {
    return (part) => {
      this.#parts[index] = part;
      this.#options.save([...this.#parts], when);
    };
  }
}
