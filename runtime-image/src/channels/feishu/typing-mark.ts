/** The reaction `Typing` on the user's message while it is worked on. Quick answers come without one, which saves two calls. */
import type { FeishuClient } from './client.ts';
import { addReaction, removeReaction } from './messages.ts';

export type TypingMarkOptions = {
  client: FeishuClient;
  messageId: string;
  /** from the first `show` to the mark */
  delayMs: number;
  /** the mark that was set before a crash */
  reactionId: string | null;
  save(reactionId: string | null): void;
};

const removePatienceMs = 3000;

export class TypingMark {
  readonly #options: TypingMarkOptions;
  #timer: NodeJS.Timeout | null = null;
  #setting: Promise<void> | null = null;
  #reactionId: string | null;

  constructor(options: TypingMarkOptions) {
    this.#options = options;
    this.#reactionId = options.reactionId;
  }

  show(): void {
    if (this.#timer || this.#setting || this.#reactionId) return;
    this.#timer = setTimeout(() => (this.#setting = this.#set()), this.#options.delayMs);
    this.#timer.unref();
  }

  /** Resolves when the mark is gone, as far as the platform lets us. Never rejects. */
  async hide(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    await this.#setting;
    this.#timer = null;
    this.#setting = null;
    if (!this.#reactionId) return;
    const { client, messageId, save } = this.#options;
    await removeReaction(client, messageId, this.#reactionId, removePatienceMs).catch(() => {});
    this.#reactionId = null;
    save(null);
  }

  async #set(): Promise<void> {
    const { client, messageId, save } = this.#options;
    if (client.isThrottled) return;
    try {
      this.#reactionId = await addReaction(client, messageId, 'Typing');
      save(this.#reactionId);
    } catch {
      // an answer matters, its announcement does not
    }
  }
}
