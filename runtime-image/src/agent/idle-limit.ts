/** Ends what it is given when nothing came for `idleMs`, or when the outer signal aborts. */
export class IdleLimit {
  readonly #timer: NodeJS.Timeout;
  readonly #outer: AbortSignal;
  readonly #abort = (): void => this.#over();
  #end: (() => void) | null = null;
  #isOver = false;
  expired = false;

  constructor(idleMs: number, outer: AbortSignal) {
    this.#outer = outer;
    this.#timer = setTimeout(() => {
      this.expired = true;
      this.#over();
    }, idleMs);
    if (outer.aborted) this.#isOver = true;
    else outer.addEventListener('abort', this.#abort, { once: true });
  }

  /** `end` is called once, at once when it is over already; the last one given counts. */
  ends(end: () => void): void {
    this.#end = end;
    if (this.#isOver) end();
  }

  touch(): void {
    this.#timer.refresh();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#outer.removeEventListener('abort', this.#abort);
  }

  #over(): void {
    this.#isOver = true;
    this.#end?.();
  }
}
