/** Work of a channel that should end before its connection does. */
export class UnderWay {
  readonly #work = new Set<Promise<unknown>>();

  /** Gives the promise back as it is. */
  track<T>(work: Promise<T>): Promise<T> {
    const done: Promise<unknown> = work.catch(() => {}).then(() => this.#work.delete(done));
    this.#work.add(done);
    return work;
  }

  /** Resolves when all that was tracked so far has ended, or when the time is over. Never rejects. */
  async settled(withinMs: number): Promise<void> {
    const { promise: over, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, withinMs);
    await Promise.race([Promise.all(this.#work), over]);
    clearTimeout(timer);
  }
}
