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
  /** ms since epoch: text is made when somebody asks, not with every message */
  #inboundAt: number | null = null;
  #answeredAt: number | null;
  #ownerAnsweredAt: string | null;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: RecordOptions) {
    const { host, appId, ownerId } = options;
    this.#options = options;
    this.#answeredKey = `answered:${appId}`;
    this.#ownerKey = `owner-answered:${appId}:${ownerId}`;
    const answeredAt = host.recall(this.#answeredKey);
    this.#answeredAt = answeredAt === null ? null : Date.parse(answeredAt);
    this.#ownerAnsweredAt = ownerId === null ? null : host.recall(this.#ownerKey);
  }

  get times(): {
    lastInboundAt: string | null;
    lastAnsweredAt: string | null;
    ownerAnsweredAt: string | null;
  } {
    return {
      lastInboundAt: instant(this.#inboundAt),
      lastAnsweredAt: instant(this.#answeredAt),
      ownerAnsweredAt: this.#ownerAnsweredAt,
    };
  }

  inbound(): void {
    this.#inboundAt = Date.now();
    this.#report();
  }

  answered(senderId: string): void {
    const { host, ownerId, onChange } = this.#options;
    this.#answeredAt = Date.now();
    if (senderId === ownerId && this.#ownerAnsweredAt === null) {
      this.#ownerAnsweredAt = new Date(this.#answeredAt).toISOString();
      host.remember(this.#ownerKey, this.#ownerAnsweredAt);
      onChange();
    }
    this.#report();
  }

  /** Writes what is not yet written. */
  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const { host } = this.#options;
    const answeredAt = instant(this.#answeredAt);
    if (answeredAt && host.recall(this.#answeredKey) !== answeredAt)
      host.remember(this.#answeredKey, answeredAt);
  }

  #report(): void {
    this.#timer ??= setTimeout(() => {
      this.flush();
      this.#options.onChange();
    }, pauseMs).unref();
  }
}

const instant = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
