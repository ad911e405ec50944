/** A card that grows by replacing its message's content, for apps that may not use CardKit. */
import { patchMessage } from './messages.ts';
import type { FeishuClient } from './client.ts';
import { post, type Post } from './delivery.ts';
import type { LiveCard, Save } from './live-card.ts';
import { renderCardMessage } from './render.ts';

export class MessageCard implements LiveCard {
  readonly intervalMs: number;
  readonly #client: FeishuClient;
  readonly #messageId: string;
  #shown: string | null;

  private constructor(client: FeishuClient, messageId: string, shown: string | null, intervalMs: number) {
    this.#client = client;
    this.#messageId = messageId;
    this.#shown = shown;
    this.intervalMs = intervalMs;
  }

  static async open(
    client: FeishuClient,
    text: string,
    { where, save, intervalMs }: { where: Post; save: Save; intervalMs: number },
  ): Promise<MessageCard> {
    const message = renderCardMessage(text);
    const messageId = await post(client, message, where);
    save({ kind: 'message-card', messageId });
    return new MessageCard(client, messageId, message.content, intervalMs);
  }

  static resume(client: FeishuClient, messageId: string, intervalMs: number): MessageCard {
    return new MessageCard(client, messageId, null, intervalMs);
  }

  show(text: string): Promise<void> {
    return this.#replace(text, 0);
  }

  close(text: string): Promise<void> {
    return this.#replace(text, this.#client.deliverMs);
  }

  async #replace(text: string, patienceMs: number): Promise<void> {
    const { content } = renderCardMessage(text);
    if (content === this.#shown) return;
    await patchMessage(this.#client, this.#messageId, content, patienceMs);
    this.#shown = content;
  }
}
