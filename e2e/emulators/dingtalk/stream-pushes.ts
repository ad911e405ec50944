import { randomInt } from 'node:crypto';
import type { DingtalkOptions } from './platform.ts';
import { newId } from './state.ts';
import { covers, type Push, type Subscription } from './stream-frames.ts';

/** What became of a push. `data` is the parsed answer of the client. */
export interface Delivery {
  outcome: 'acknowledged' | 'given-up' | 'not-subscribed';
  pushes: number;
  data?: unknown;
}

/** A socket as pushes see it. */
export interface Listener {
  readonly subscriptions: readonly Subscription[];
  send(push: Push, messageId: string): void;
}

interface Pending {
  readonly push: Push;
  pushes: number;
  settle(delivery: Delivery): void;
}

/** Pushes on their way: each is sent again to a socket of its app until it is acknowledged or given up. */
export class StreamPushes {
  readonly #options: Pick<DingtalkOptions, 'pushesMax' | 'ackTimeoutMs'>;
  readonly #listenersOf: (clientId: string) => readonly Listener[];
  readonly #pending = new Set<Pending>();
  /** frame's message id → the push it carries */
  readonly #waiting = new Map<string, { pending: Pending; timer: NodeJS.Timeout }>();
  #isClosed = false;

  /** @param listenersOf the sockets of an app that get what is new */
  constructor(
    options: Pick<DingtalkOptions, 'pushesMax' | 'ackTimeoutMs'>,
    listenersOf: (clientId: string) => readonly Listener[],
  ) {
    this.#options = options;
    this.#listenersOf = listenersOf;
  }

  /** Resolves once it is acknowledged or given up; kept while nobody is connected. */
  push(push: Push): Promise<Delivery> {
    return new Promise((settle) => {
      const pending = { push, pushes: 0, settle };
      this.#pending.add(pending);
      this.#send(pending);
    });
  }

  /** Sends what no socket has been given yet. */
  sendWaiting(): void {
    const inFlight = new Set([...this.#waiting.values()].map(({ pending }) => pending));
    for (const pending of this.#pending) if (!inFlight.has(pending)) this.#send(pending);
  }

  /** Takes a client's answer; false when it is to no push. */
  acknowledge(messageId: string, data: unknown): boolean {
    const waiting = this.#waiting.get(messageId);
    if (!waiting) return false;
    // an event may be asked for again
    if ((data as { status?: unknown } | null)?.status === 'LATER') return true;
    clearTimeout(waiting.timer);
    this.#waiting.delete(messageId);
    const { pending } = waiting;
    this.#finish(pending, { outcome: 'acknowledged', pushes: pending.pushes, data });
    return true;
  }

  close(): void {
    this.#isClosed = true;
    for (const { timer } of this.#waiting.values()) clearTimeout(timer);
  }

  #send(pending: Pending): void {
    const { push } = pending;
    if (this.#isClosed || !this.#pending.has(pending)) return;
    const open = this.#listenersOf(push.clientId);
    if (open.length === 0) return;
    const listening = open.filter(({ subscriptions }) => subscriptions.some((each) => covers(each, push)));
    if (listening.length === 0) return this.#finish(pending, { outcome: 'not-subscribed', pushes: 0 });
    if (pending.pushes >= this.#options.pushesMax)
      return this.#finish(pending, { outcome: 'given-up', pushes: pending.pushes });
    pending.pushes += 1;
    const messageId = newId('');
    const timer = setTimeout(() => {
      this.#waiting.delete(messageId);
      this.#send(pending);
    }, this.#options.ackTimeoutMs);
    this.#waiting.set(messageId, { pending, timer });
    listening[randomInt(listening.length)]!.send(push, messageId);
  }

  #finish(pending: Pending, delivery: Delivery): void {
    if (this.#pending.delete(pending)) pending.settle(delivery);
  }
}
