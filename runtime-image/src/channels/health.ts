/** How a channel stands: its connection, and whether its last answer got through. */
import type { ChannelStatus } from '../control/status.ts';
import type { ChannelHost } from './channel.ts';
import type { ConnectionState } from './connection.ts';

export type HealthOptions<F> = {
  host: Pick<ChannelHost, 'log' | 'statusChanged'>;
  failureOf(error: unknown): F;
};

/** `F`: what went wrong, as the channel tells it. */
export class Health<F extends { code: string; message: string }> {
  readonly #options: HealthOptions<F>;
  #connection: ConnectionState<F> = { state: 'off', failure: null };
  #since = new Date().toISOString();
  /** why the last answer could not be delivered; null after one that could */
  #sendFailure: F | null = null;

  constructor(options: HealthOptions<F>) {
    this.#options = options;
  }

  get isConnected(): boolean {
    return this.#connection.state === 'connected';
  }

  connectionIs(now: ConnectionState<F>): void {
    if (now.state !== this.#connection.state) this.#since = new Date().toISOString();
    this.#connection = now;
    this.#options.host.statusChanged();
  }

  /** @param error why an answer could not be delivered; null for one that was */
  answered(error: unknown): void {
    const { host, failureOf } = this.#options;
    const before = this.#sendFailure?.code;
    const failure = error === null ? null : failureOf(error);
    this.#sendFailure = failure;
    if (failure) host.log('warn', `an answer could not be delivered: ${failure.code} ${failure.message}`);
    if (failure?.code !== before) host.statusChanged();
  }

  /** @param explain one sentence for people */
  status(explain: (failure: F) => string): Pick<ChannelStatus, 'state' | 'code' | 'reason' | 'since'> {
    const failure = this.#connection.failure ?? this.#sendFailure;
    return {
      state: this.#connection.state,
      code: failure?.code ?? '',
      reason: failure ? explain(failure) : '',
      since: this.#since,
    };
  }
}
