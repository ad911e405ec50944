/** The mark on a message that is being worked on, shown when that takes long. Best effort: it never delays or spoils an answer. */
import { isRefusal } from './api-error.ts';
import { setMark } from './calls.ts';
import type { DingtalkClient } from './client.ts';

/** Shared by all answers of a channel: where marks are refused they are left alone for a while. */
export type MarkRoom = { restUntil: number };

export type TypingMarkOptions = {
  client: DingtalkClient;
  to: { messageId: string; conversationId: string };
  name: string;
  delayMs: number;
  restMs: number;
  room: MarkRoom;
  isShown: boolean;
  save(isShown: boolean): void;
};

export class TypingMark {
  readonly #options: TypingMarkOptions;
  #timer: NodeJS.Timeout | null = null;
  #showing: Promise<void> | null = null;

  constructor(options: TypingMarkOptions) {
    this.#options = options;
    if (options.isShown) this.#showing = Promise.resolve();
  }

  show(): void {
    const { delayMs, room } = this.#options;
    if (this.#timer || this.#showing || Date.now() < room.restUntil) return;
    this.#timer = setTimeout(() => (this.#showing = this.#set(true)), delayMs).unref();
  }

  /** Resolves when it is gone. Never rejects. */
  async hide(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#showing === null) return;
    await this.#showing;
    this.#showing = null;
    await this.#set(false);
  }

  async #set(isShown: boolean): Promise<void> {
    const { client, to, name, room, restMs, save } = this.#options;
    try {
      if (isShown) save(true);
      await setMark(client, to, name, isShown);
      if (!isShown) save(false);
    } catch (error) {
      if (isRefusal(error)) room.restUntil = Date.now() + restMs;
    }
  }
}
