/** kept in memory while the program runs; the prompt gets less of it */
const outputCharsMax = 400_000;

/** Keeps the beginning and the end of what a program writes, whatever it writes. */
export class CappedOutput {
  #head = '';
  #tail = '';
  #dropped = 0;
  readonly #decoder = new TextDecoder();

  add(chunk: Buffer): void {
    let text = this.#decoder.decode(chunk, { stream: true });
    const half = outputCharsMax / 2;
    if (this.#head.length < half) {
      const room = half - this.#head.length;
      this.#head += text.slice(0, room);
      text = text.slice(room);
    }
    this.#tail += text;
    if (this.#tail.length > outputCharsMax) {
      this.#dropped += this.#tail.length - half;
      this.#tail = this.#tail.slice(-half);
    }
  }

  text(): string {
    const over = Math.max(this.#tail.length - outputCharsMax / 2, 0);
    const dropped = this.#dropped + over;
    const tail = this.#tail.slice(over);
    return (this.#head + (dropped > 0 ? `\n[… ${dropped} characters left out …]\n` : '') + tail).trimEnd();
  }
}
