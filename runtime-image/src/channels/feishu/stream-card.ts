/**
 * A card that grows through CardKit. Sequences are saved ahead in strides: after a crash the card goes on above everything
 * that may have been used, for one write in twenty updates.
 */
import { summarize } from '../markdown/signs.ts';
import { FeishuApiError, isRefusal } from './api-error.ts';
import { createCard, replaceCard, setStreaming, streamContent, type CardChange } from './cards.ts';
import type { FeishuClient } from './client.ts';
import { post, type Post } from './delivery.ts';
import type { LiveCard, Save } from './live-card.ts';
import { elementId, renderCard, renderCardReference, renderGrowingCard } from './render.ts';
import { toCardMarkdown } from './render/markdown.ts';

const sequenceStride = 20;
const streamingClosed = 300309;
const sequenceUsed = 300317;

type Saved = { cardId: string; messageId: string | null; sequence: number };

export class StreamCard implements LiveCard {
  readonly intervalMs: number;
  readonly #client: FeishuClient;
  readonly #save: Save;
  readonly #cardId: string;
  #messageId: string | null;
  #sequence: number;
  #reserved: number;
  #shown: string | null;

  private constructor(
    client: FeishuClient,
    saved: Saved,
    shown: string | null,
    save: Save,
    intervalMs: number,
  ) {
    this.#client = client;
    this.#save = save;
    this.#cardId = saved.cardId;
    this.#messageId = saved.messageId;
    this.#sequence = saved.sequence - 1;
    this.#reserved = saved.sequence;
    this.#shown = shown;
    this.intervalMs = intervalMs;
  }

  /** Rejects as the calls do; a card that was made but not sent is seen by nobody. */
  static async open(
    client: FeishuClient,
    text: string,
    { where, save, intervalMs, summary }: { where: Post; save: Save; intervalMs: number; summary: string },
  ): Promise<StreamCard> {
    const cardId = await createCard(client, renderGrowingCard(text, summary));
    const saved = { cardId, messageId: null, sequence: 1 };
    const card = new StreamCard(client, saved, toCardMarkdown(text), save, intervalMs);
    card.#remember();
    await card.#send(where);
    return card;
  }

  /** Goes on with a card of before the crash; sends it if that had not happened (the same message, if it had). */
  static async resume(
    client: FeishuClient,
    saved: Saved,
    { where, save, intervalMs }: { where: Post; save: Save; intervalMs: number },
  ): Promise<StreamCard> {
    const card = new StreamCard(client, saved, null, save, intervalMs);
    if (saved.messageId === null) await card.#send(where);
    return card;
  }

  async show(text: string): Promise<void> {
    const content = toCardMarkdown(text);
    if (content === this.#shown) return;
    await this.#stream(content, 0);
  }

  async close(text: string): Promise<void> {
    const content = toCardMarkdown(text);
    const patienceMs = this.#client.deliverMs;
    try {
      if (content !== this.#shown) await this.#stream(content, patienceMs);
      await this.#change(patienceMs, (change) =>
        setStreaming(this.#client, { ...change, streaming: false, summary: summarize(text) }),
      );
    } catch (error) {
      if (!isRefusal(error)) throw error;
      await this.#change(patienceMs, (change) =>
        replaceCard(this.#client, { ...change, card: renderCard(text) }),
      );
    }
    this.#shown = content;
  }

  async #send(where: Post): Promise<void> {
    this.#messageId = await post(this.#client, renderCardReference(this.#cardId), where);
    this.#remember();
  }

  async #stream(content: string, patienceMs: number): Promise<void> {
    const put = () =>
      this.#change(patienceMs, (change) => streamContent(this.#client, { ...change, elementId, content }));
    try {
      await put();
    } catch (error) {
      // the platform ends streaming by itself after ten minutes
      if (!(error instanceof FeishuApiError) || error.code !== streamingClosed) throw error;
      await this.#change(patienceMs, (change) => setStreaming(this.#client, { ...change, streaming: true }));
      await put();
    }
    this.#shown = content;
  }

  /** One change under a fresh sequence; once more, further up, when the platform has seen higher ones. */
  async #change(patienceMs: number, change: (change: CardChange) => Promise<void>): Promise<void> {
    try {
      await change({ cardId: this.#cardId, sequence: this.#next(1), patienceMs });
    } catch (error) {
      if (!(error instanceof FeishuApiError) || error.code !== sequenceUsed) throw error;
      await change({ cardId: this.#cardId, sequence: this.#next(sequenceStride), patienceMs });
    }
  }

  #next(step: number): number {
    this.#sequence += step;
    if (this.#sequence >= this.#reserved) {
      this.#reserved = this.#sequence + sequenceStride;
      this.#remember();
    }
    return this.#sequence;
  }

  #remember(): void {
    this.#save({ kind: 'card', cardId: this.#cardId, messageId: this.#messageId, sequence: this.#reserved });
  }
}
