/**
 * How far a message of several pieces has come, by its key, for as long as this process lives: who tries again after a failure goes
 * on at the piece that failed. For platforms that have no key of their own by which a second sending would be known.
 */
export class SentPieces {
  readonly #sent = new Map<string, number>();
  readonly #keysMax: number;

  constructor(keysMax = 500) {
    this.#keysMax = keysMax;
  }

  /** Sends what is not yet sent, in order; stops at the first that fails. */
  async continue<T>(key: string, pieces: readonly T[], send: (piece: T) => Promise<void>): Promise<void> {
    for (const [index, piece] of pieces.entries()) {
      if (index < (this.#sent.get(key) ?? 0)) continue;
      await send(piece);
      this.#sent.delete(key);
      this.#sent.set(key, index + 1);
      if (this.#sent.size > this.#keysMax) this.#sent.delete(this.#sent.keys().next().value!);
    }
  }
}
