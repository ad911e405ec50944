/**
 * The card in which an answer grows. Updates go one after the other, the newest text wins, and a failing update never hurts the
 * final answer. `outTrackId` is the platform's idempotency key: the same card after a crash.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { isRefusal, type DingtalkApiError } from './api-error.ts';
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
  /** The platform has said that it has this card. A process may end between saving `open` and making it. */
  #isThere = false;

  constructor(options: LiveCardOptions) {
    this.#options = options;
    this.#saved = options.saved;
    if (!this.#saved) return;
    this.#ready = Promise.resolve(this.#saved.state !== 'given-up');
    this.#isThere = this.#saved.state !== 'open';
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
    // only a card that is there is closed: a refusal of `closing` must never mean that there was none
    const missing = this.#isThere ? null : await this.#stream(text);
    if (missing !== null) return this.#giveUp(missing);
    let wasTried = this.#saved?.state === 'closing';
    this.#keep('closing');
    const { client, outTrackId } = this.#options;
    const failed = (): void => {
      wasTried = true;
    };
    const refusal = await this.#stream(text, { guid: `${outTrackId}-final`, failed });
    // a card that was closed by an attempt whose answer got lost takes nothing more, be it as plain as this
    if (refusal !== null && !(wasTried && (await this.#stream('…')) !== null)) return this.#giveUp(refusal);
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
        this.#isThere = true;
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
      this.#isThere = true;
      return true;
    } catch (error) {
      return this.#giveUp(error);
    }
  }

  /** Null: the platform took it, else its refusal. Tries again what is unclear, then rejects. @param final it closes the card */
  async #stream(
    text: string,
    final: { guid: string; failed(): void } | null = null,
  ): Promise<DingtalkApiError | null> {
    const { client, templateKey, outTrackId } = this.#options;
    const how = final === null ? { isFinal: false } : { isFinal: true, guid: final.guid };
    for (let failures = 1; ; failures++) {
      try {
        await streamCard(client, { outTrackId, key: templateKey }, text, how);
        return null;
      } catch (error) {
        if (isRefusal(error)) return error;
        if (failures >= closeTries) throw error;
        final?.failed();
        await pause(300 * 2 ** failures);
      }
    }
  }

  async #giveUp(error: unknown): Promise<false> {
    const { client, outTrackId, room, restMs, warn } = this.#options;
    warn(`the card is given up: ${(error as Error).message}`);
    room.restUntil = Date.now() + restMs;
    this.#keep('given-up');
    await setCardStatus(client, outTrackId, '5').catch(() => {});
    return false;
  }

  #keep(state: NonNullable<SavedReply['card']>['state']): void {
    this.#saved = { outTrackId: this.#options.outTrackId, state };
    this.#options.save(this.#saved);
  }
}
