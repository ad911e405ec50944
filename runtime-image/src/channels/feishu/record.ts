/** When the channel last heard and answered somebody; answers survive a restart. */
import type { ChannelHost } from '../channel.ts';

export type RecordOptions = {
  host: Pick<ChannelHost, 'recall' | 'remember'>;
  appId: string;
  ownerId: string | null;
  onChange(): void;
};

/** A busy channel writes and reports its times once a second. */
const pauseMs = 1000;

export class ActivityRecord {
  readonly #options: RecordOptions;
  readonly #answeredKey: string;
  readonly #ownerKey: string;
  #inboundAt: string | null = null;
  #answeredAt: string | null;
  #ownerAnsweredAt: string | null;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: RecordOptions) {
    const { host, appId, ownerId } = options;
    this.#options = options;
    this.#answeredKey = `answered:${appId}`;
    this.#ownerKey = `owner-answered:${appId}:${ownerId}`;
    this.#answeredAt = host.recall(this.#answeredKey);
    this.#ownerAnsweredAt = ownerId === null ? null : host.recall(this.#ownerKey);
  }

  get times(): {
    lastInboundAt: string | null;
    lastAnsweredAt: string | null;
    ownerAnsweredAt: string | null;
  } {
    return {
      lastInboundAt: this.#inboundAt,
      lastAnsweredAt: this.#answeredAt,
      ownerAnsweredAt: this.#ownerAnsweredAt,
    };
  }

  inbound(): void {
    this.#inboundAt = new Date().toISOString();
    this.#report();
  }

  answered(senderId: string): void {
    const { host, ownerId, onChange } = this.#options;
    this.#answeredAt = new Date().toISOString();
    if (senderId === ownerId && this.#ownerAnsweredAt === null) {
      this.#ownerAnsweredAt = this.#answeredAt;
      host.remember(this.#ownerKey, this.#answeredAt);
      onChange();
    }
    this.#report();
  }

  /** Writes what is not yet written. */
  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const { host } = this.#options;
    if (this.#answeredAt && host.recall(this.#answeredKey) !== this.#answeredAt)
      host.remember(this.#answeredKey, this.#answeredAt);
  }

  #report(): void {
    this.#timer ??= setTimeout(() => {
      this.flush();
      this.#options.onChange();
    }, pauseMs).unref();
  }
}
