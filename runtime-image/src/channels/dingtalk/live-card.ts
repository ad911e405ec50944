/**
 * The card in which an answer grows. Updates go one after the other, the newest text wins, and a failing update never hurts the
 * final answer. `outTrackId` is the platform's idempotency key: the same card after a crash.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { isRefusal } from './api-error.ts';
import { createCard, setCardStatus, streamCard, type CardPlace } from './cards.ts';
import type { DingtalkClient } from './client.ts';
import { renderForCard } from './render.ts';
import type { SavedReply } from './saved-reply.ts';

/** Cards as this app may use them; shared by all answers of a channel. */
export type CardRoom = { restUntil: number };

export type LiveCardOptions = {
  client: DingtalkClient;
  place: CardPlace;
  outTrackId: string;
  templateId: string;
  templateKey: string;
  streamMs: number;
  restMs: number;
  room: CardRoom;
  saved: SavedReply['card'];
  /** at once: what comes next cannot be undone */
  save(card: SavedReply['card']): void;
  warn(line: string): void;
};

const failuresMax = 3;
const closeTries = 4;

export class LiveCard {
  readonly #options: LiveCardOptions;
  #saved: SavedReply['card'];
  #latest: string | null = null;
  #shown: string | null = null;
  #failures = 0;
  #loop: Promise<void> | null = null;
  #isFinishing = false;
  #ready: Promise<boolean> | null = null;

  constructor(options: LiveCardOptions) {
    this.#options = options;
    this.#saved = options.saved;
    if (this.#saved) this.#ready = Promise.resolve(this.#saved.state !== 'given-up');
  }

  get isBegun(): boolean {
    return this.#saved !== null && this.#saved.state !== 'given-up';
  }

  /** Never rejects and never waits. */
  show(text: string): void {
    this.#latest = text;
    if (!this.#isFinishing) this.#loop ??= this.#run().finally(() => (this.#loop = null));
  }

  /** true: the card shows the final text. false: it does not, and the answer has to go another way. Rejects when that is unclear. */
  async finish(text: string): Promise<boolean> {
    this.#isFinishing = true;
    await this.#loop;
    if (this.#saved?.state === 'closed') return true;
    if (this.#ready === null || !(await this.#ready)) return false;
    const { client, templateKey, outTrackId } = this.#options;
    const card = { outTrackId, key: templateKey };
    for (let failures = 1; ; failures++) {
      const wasTried = this.#saved?.state === 'closing';
      this.#keep('closing');
      try {
        await streamCard(client, card, text, { isFinal: true, guid: `${outTrackId}-final` });
        break;
      } catch (error) {
        if (isRefusal(error)) {
          // a card that was closed by an attempt whose answer got lost takes nothing more
          if (wasTried) break;
          await this.#giveUp(error);
          return false;
        }
        if (failures >= closeTries) throw error;
        await pause(300 * 2 ** failures);
      }
    }
    this.#keep('closed');
    await setCardStatus(client, outTrackId, '3').catch(() => {});
    return true;
  }

  async #run(): Promise<void> {
    const { client, templateKey, outTrackId, streamMs, warn } = this.#options;
    this.#ready ??= this.#open();
    if (!(await this.#ready)) return;
    while (!this.#isFinishing && this.#latest !== this.#shown && this.#failures < failuresMax) {
      const text = this.#latest!;
      try {
        const content = renderForCard(text).card;
        await streamCard(client, { outTrackId, key: templateKey }, content, { isFinal: false });
        this.#shown = text;
      } catch (error) {
        this.#failures += 1;
        warn(`a card could not be updated: ${(error as Error).message}`);
      }
      await pause(streamMs, undefined, { ref: false });
    }
  }

  async #open(): Promise<boolean> {
    const { client, place, outTrackId, templateId, templateKey } = this.#options;
    this.#keep('open');
    try {
      await createCard(client, place, { templateId, outTrackId, key: templateKey });
      return true;
    } catch (error) {
      await this.#giveUp(error);
      return false;
    }
  }

  async #giveUp(error: unknown): Promise<void> {
    const { client, outTrackId, room, restMs, warn } = this.#options;
    warn(`the card is given up: ${(error as Error).message}`);
    room.restUntil = Date.now() + restMs;
    this.#keep('given-up');
    await setCardStatus(client, outTrackId, '5').catch(() => {});
  }

  #keep(state: NonNullable<SavedReply['card']>['state']): void {
    this.#saved = { outTrackId: this.#options.outTrackId, state };
    this.#options.save(this.#saved);
  }
}
