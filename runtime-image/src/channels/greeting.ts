/** A bot's first words to its owner: once for each app and owner, tried until they arrive. */
import type { ChannelHost } from './channel.ts';

/** `F`: what went wrong, as the channel tells it. */
export type GreetingState<F> =
  { state: 'none' | 'pending' | 'delivered'; failure: null } | { state: 'failed'; failure: F };

export type GreetingOptions<F> = {
  host: Pick<ChannelHost, 'recall' | 'remember' | 'log'>;
  appId: string;
  ownerId: string | null;
  text: string | null;
  retryMs: number;
  /** Sends the words to the owner; rejects with what `failureOf` understands. @param key the same for the same app and owner */
  send(ownerId: string, text: string, key: string): Promise<void>;
  failureOf(error: unknown): F;
  onChange(): void;
};

export class Greeting<F extends { code: string; message: string }> {
  readonly #options: GreetingOptions<F>;
  readonly #key: string;
  #state: GreetingState<F>;
  #timer: NodeJS.Timeout | null = null;
  #isSending = false;
  #isStopped = false;

  constructor(options: GreetingOptions<F>) {
    const { appId, ownerId, text, host } = options;
    this.#options = options;
    this.#key = `greeting:${appId}:${ownerId}`;
    if (ownerId === null || text === null) this.#state = { state: 'none', failure: null };
    else this.#state = { state: host.recall(this.#key) ? 'delivered' : 'pending', failure: null };
  }

  get state(): GreetingState<F> {
    return this.#state;
  }

  /** Called whenever the connection is up. */
  async deliver(): Promise<void> {
    const { host, ownerId, text, retryMs, send, failureOf } = this.#options;
    const isDue = this.#state.state === 'pending' || this.#state.state === 'failed';
    if (!isDue || this.#isSending || this.#isStopped || ownerId === null || text === null) return;
    this.#isSending = true;
    if (this.#timer) clearTimeout(this.#timer);
    try {
      await send(ownerId, text, this.#key);
      // remembered after sending: killed in between, better greeted twice where the platform knows no key, than never
      host.remember(this.#key, new Date().toISOString());
      this.#state = { state: 'delivered', failure: null };
    } catch (error) {
      if (this.#isStopped) return;
      const failure = failureOf(error);
      this.#state = { state: 'failed', failure };
      const { code, message } = failure;
      host.log('warn', 'the greeting could not be delivered', { code, message });
      this.#timer = setTimeout(() => void this.deliver(), retryMs).unref();
    } finally {
      this.#isSending = false;
    }
    this.#options.onChange();
  }

  stop(): void {
    this.#isStopped = true;
    if (this.#timer) clearTimeout(this.#timer);
  }
}
