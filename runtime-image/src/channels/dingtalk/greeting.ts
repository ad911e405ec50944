/** The robot's first words to its owner: once for each app and owner, tried until they arrive. */
import type { ChannelHost } from '../channel.ts';
import type { DingtalkClient } from './client.ts';
import { sendTo } from './delivery.ts';
import { failureOf, type Failure } from './failure.ts';
import { renderAnswer } from './render.ts';

export type GreetingState =
  { state: 'none' | 'pending' | 'delivered'; failure: null } | { state: 'failed'; failure: Failure };

export type GreetingOptions = {
  client: DingtalkClient;
  host: Pick<ChannelHost, 'recall' | 'remember' | 'log'>;
  appId: string;
  ownerId: string | null;
  text: string | null;
  retryMs: number;
  onChange(): void;
};

export class Greeting {
  readonly #options: GreetingOptions;
  readonly #key: string;
  #state: GreetingState;
  #timer: NodeJS.Timeout | null = null;
  #isSending = false;
  #isStopped = false;

  constructor(options: GreetingOptions) {
    const { appId, ownerId, text, host } = options;
    this.#options = options;
    this.#key = `greeting:${appId}:${ownerId}`;
    if (ownerId === null || text === null) this.#state = { state: 'none', failure: null };
    else this.#state = { state: host.recall(this.#key) ? 'delivered' : 'pending', failure: null };
  }

  get state(): GreetingState {
    return this.#state;
  }

  /** Called whenever the connection is up. */
  async deliver(): Promise<void> {
    const { client, host, ownerId, text, retryMs } = this.#options;
    const isDue = this.#state.state === 'pending' || this.#state.state === 'failed';
    if (!isDue || this.#isSending || this.#isStopped || ownerId === null || text === null) return;
    this.#isSending = true;
    if (this.#timer) clearTimeout(this.#timer);
    try {
      for (const part of renderAnswer(text)) await sendTo(client, { staffId: ownerId }, part.robot);
      // after sending: better greeted twice, when killed in between, than never
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
